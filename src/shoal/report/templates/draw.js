(function () {
  "use strict";
  var charts = JSON.parse(document.getElementById("charts").textContent);
  var places = Array.prototype.slice.call(document.querySelectorAll(".chart"));

  // "var(--name)" is a colour of the page, so that charts follow the theme.
  function themed(value, style) {
    if (typeof value === "string") {
      var match = /^var\((--[a-z-]+)\)$/.exec(value);
      return match ? style.getPropertyValue(match[1]).trim() : value;
    }
    if (Array.isArray(value)) {
      return value.map(function (item) { return themed(item, style); });
    }
    if (value && typeof value === "object") {
      var copy = {};
      Object.keys(value).forEach(function (key) { copy[key] = themed(value[key], style); });
      return copy;
    }
    return value;
  }

  function draw() {
    var style = getComputedStyle(document.documentElement);
    places.forEach(function (place) {
      var chart = themed(charts[place.dataset.chart], style);
      Plotly.react(place, chart.data, chart.layout, { displayModeBar: false, responsive: true, scrollZoom: false });
    });
  }

  draw();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  window.addEventListener("beforeprint", draw);
  window.addEventListener("afterprint", draw);
})();
