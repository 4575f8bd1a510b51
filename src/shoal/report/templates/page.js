(function () {
  "use strict";

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  // One leaf at a time; without a script all of them stand below each other.
  var leaves = all(".leaf"), links = all(".contents a");

  function open() {
    var id = decodeURIComponent(location.hash.slice(1));
    var target = id ? document.getElementById(id) : null;
    var leaf = (target && target.closest(".leaf")) || leaves[0];
    leaves.forEach(function (each) { each.classList.toggle("open", each === leaf); });
    var mine = links.filter(function (link) { return leaf === at(link).closest(".leaf"); });
    var here = mine.filter(function (link) { return link.hash === "#" + id; })[0] || mine[0];
    links.forEach(function (link) { link.removeAttribute("aria-current"); });
    if (here) {
      here.setAttribute("aria-current", "page");
      here.parentNode.parentNode.scrollLeft = here.parentNode.offsetLeft - 40;
    }
    if (target && here !== mine[0]) {
      target.scrollIntoView();
    } else {
      window.scrollTo(0, 0);
    }
  }

  function at(link) {
    return document.getElementById(link.hash.slice(1));
  }

  document.documentElement.classList.add("paged");
  window.addEventListener("hashchange", open);
  open();

  // Saving: the drawing alone, with the colours and letters that it has on the page, its heading and its legend.
  var LOOKS = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray",
    "stroke-linecap", "stroke-linejoin", "paint-order", "font-family", "font-size", "font-weight", "text-anchor"];
  var SPACE = "http://www.w3.org/2000/svg";

  function added(parent, name, attributes, words) {
    var made = document.createElementNS(SPACE, name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (words) { made.textContent = words; }
    parent.appendChild(made);
    return made;
  }

  function alone(figure) {
    var seen = figure.querySelector("svg.drawn"), copy = seen.cloneNode(true), box = seen.viewBox.baseVal;
    var from = all("*", seen), to = all("*", copy), page = getComputedStyle(document.body);
    from.forEach(function (node, place) {
      var style = getComputedStyle(node);
      LOOKS.forEach(function (look) { to[place].setAttribute(look, style.getPropertyValue(look)); });
      to[place].removeAttribute("class");
    });
    var heading = figure.querySelector("figcaption h3, figcaption h5"), keys = all(".legend li", figure);
    var top = heading ? 26 : 4, x = 4, y = top + box.height + 18;
    var letters = { "font-family": page.fontFamily, "font-size": 11, fill: page.color };
    var whole = document.createElementNS(SPACE, "svg");
    var back = added(whole, "rect", { width: box.width + 8, fill: page.backgroundColor });
    if (heading) {
      var large = { x: 4, y: 16, "font-family": page.fontFamily, "font-size": 13, "font-weight": 600, fill: page.color };
      added(whole, "text", large, heading.textContent);
    }
    var drawn = added(whole, "g", { transform: "translate(4 " + top + ")" });
    while (copy.firstChild) { drawn.appendChild(copy.firstChild); }
    keys.forEach(function (key) {
      var name = key.textContent.trim(), width = 22 + 6.2 * name.length;
      if (x > 4 && x + width > box.width) { x = 4; y += 18; }
      var mark = key.querySelector("path").cloneNode();
      mark.setAttribute("transform", "translate(" + (x + 5) + " " + (y - 4) + ")");
      whole.appendChild(mark);
      added(whole, "text", Object.assign({ x: x + 13, y: y }, letters), name);
      x += width;
    });
    var height = keys.length ? y + 8 : top + box.height + 6;
    back.setAttribute("height", height);
    whole.setAttribute("xmlns", SPACE);
    whole.setAttribute("viewBox", "0 0 " + (box.width + 8) + " " + height);
    whole.setAttribute("width", 2 * (box.width + 8));
    whole.setAttribute("height", 2 * height);
    return whole;
  }

  function offer(blob, name) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }

  function save(figure, kind) {
    var svg = alone(figure), name = "shoal-" + figure.dataset.name + "." + kind;
    var text = new XMLSerializer().serializeToString(svg);
    if (kind === "svg") {
      offer(new Blob([text], { type: "image/svg+xml" }), name);
      return;
    }
    var image = new Image();
    image.onload = function () {
      var canvas = document.createElement("canvas");
      canvas.width = 1.5 * svg.getAttribute("width");
      canvas.height = 1.5 * svg.getAttribute("height");
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(function (blob) { offer(blob, name); }, "image/png");
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  }

  all("[data-save]").forEach(function (button) {
    button.addEventListener("click", function () { save(button.closest("figure"), button.dataset.save); });
  });

  // Turning: points are placed again from another side; what is far is small and pale.
  all("[data-turns]").forEach(function (canvas) {
    var told = JSON.parse(canvas.dataset.turns), svg = canvas.querySelector("svg"), view = told.view;
    var width = view[0], height = view[1], scale = view[2], turn = view[3], tilt = view[4], held = null, waits = false;
    var paths = all("[data-cloud]", svg), axes = all("[data-axis]", svg), ends = all("[data-end]", svg);

    function seen(x, y, z) {
      var across = x * Math.cos(turn) + z * Math.sin(turn), away = z * Math.cos(turn) - x * Math.sin(turn);
      var up = y * Math.cos(tilt) - away * Math.sin(tilt), near = y * Math.sin(tilt) + away * Math.cos(tilt);
      return [width / 2 + scale * across, height / 2 - scale * up, near];
    }

    function draw() {
      waits = false;
      var dots = told.clouds.map(function (cloud) {
        var layers = ["", "", ""];
        for (var i = 0; i < cloud.length; i += 3) {
          var at = seen(cloud[i] / 100, cloud[i + 1] / 100, cloud[i + 2] / 100);
          layers[at[2] < -0.25 ? 0 : at[2] < 0.25 ? 1 : 2] += "M" + at[0].toFixed(1) + " " + at[1].toFixed(1) + "h0";
        }
        return layers;
      });
      paths.forEach(function (path) {
        path.setAttribute("d", dots[path.dataset.cloud][path.dataset.layer] || "M0 0");
      });
      axes.forEach(function (axis, place) {
        var end = seen.apply(null, [0, 1, 2].map(function (each) { return each === place ? 1.15 : 0; }));
        axis.setAttribute("d", "M" + width / 2 + " " + height / 2 + "L" + end[0].toFixed(1) + " " + end[1].toFixed(1));
        ends[place].setAttribute("transform", "translate(" + end[0].toFixed(1) + " " + end[1].toFixed(1) + ")");
      });
    }

    function turned(by, up) {
      turn += by;
      tilt = Math.max(-1.5, Math.min(1.5, tilt + up));
      if (!waits) { waits = true; requestAnimationFrame(draw); }
    }

    canvas.addEventListener("pointerdown", function (event) {
      held = [event.clientX, event.clientY];
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", function (event) {
      if (!held) { return; }
      turned((event.clientX - held[0]) / 120, (event.clientY - held[1]) / 120);
      held = [event.clientX, event.clientY];
    });
    ["pointerup", "pointercancel"].forEach(function (name) {
      canvas.addEventListener(name, function () { held = null; });
    });
    canvas.addEventListener("keydown", function (event) {
      var step = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[event.key];
      if (step) { event.preventDefault(); turned(step[0], step[1]); }
    });
  });
})();
