"""The words by which a text sounds glad or cross, in English, German, French and Spanish: a lexicon of our own."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VERY_GOOD = _words(
    "love loved loves adore adored amazing awesome excellent fantastic gorgeous perfect perfectly wonderful delighted "
    "delight delightful superb outstanding brilliant incredible stunning fabulous favorite favourite best thrilled "
    "flawless exceptional impeccable beautifully "
    "liebe begeistert ausgezeichnet fantastisch perfekt wunderbar hervorragend grossartig genial traumhaft super toll "
    "beste bester bestes exzellent entzuckt "
    "adore excellent excellente parfait parfaite magnifique merveilleux merveilleuse formidable genial geniale ravi "
    "ravie superbe impeccable enchante enchantee meilleur meilleure "
    "encanta encanto excelente perfecto perfecta maravilloso maravillosa fantastico fantastica increible estupendo "
    "estupenda genial encantado encantada mejor impecable"
)
GOOD = _words(
    "good great nice lovely happy glad pleased satisfied satisfying comfortable comfy soft flattering cute pretty "
    "beautiful helpful friendly kind polite quick quickly fast easy easily smooth smoothly fair reliable recommend "
    "recommended thanks thank thankful grateful worth enjoy enjoyed enjoyable likes liked compliments compliment "
    "versatile quality elegant fresh clean tidy prompt promptly punctual professional convenient useful pleasant "
    "pleasure warm cosy cozy classy stylish well better fun sturdy durable generous patient attentive competent "
    "surprised exceeded improved solved resolved works welcome calm forward "
    "gut gute guter gutes guten schon schone schoner schones freundlich freundliche nett nette hilfreich hilfreiche "
    "schnell schnelle schneller zufrieden glucklich froh freue freut danke dank empfehlen empfehle empfehlenswert "
    "zuverlassig zuverlassige bequem einfach gerne angenehm sauber punktlich kompetent fair gelungen gefallt "
    "gefallen passt lohnt hubsch praktisch reibungslos "
    "bon bonne bons bonnes bien beau belle beaux content contente satisfait satisfaite aimable gentil gentille rapide "
    "rapidement facile merci recommande recommander agreable utile heureux heureuse confortable propre fiable "
    "efficace joli jolie sympa souriant plaisir aime "
    "bueno buena buenos buenas bien bonito bonita contento contenta satisfecho satisfecha amable amables rapido rapida "
    "facil gracias recomiendo recomendable agradable util feliz comodo comoda limpio limpia fiable eficaz gusta gusto "
    "encantador puntual"
)
BAD = _words(
    "bad poor poorly disappointed disappointing disappointment disappoints unhappy unfortunately sadly slow slowly "
    "late broken broke break cheap cheaply flimsy wrong problem problems issue issues fault faulty defect defective "
    "missing lost damaged torn rip ripped tear itchy scratchy stiff boxy unflattering frumpy shapeless uncomfortable "
    "returned returning return refund complaint complain complained complaining annoying annoyed angry upset rude "
    "unfriendly impatient confusing confused difficult hard expensive overpriced waste wasted waiting waited delay "
    "delayed cancel cancelled error errors fail failed fails failing never nothing nowhere worse weird odd strange "
    "ugly thin sheer dirty stained smell smells stink noisy loud frustrating frustrated regret sorry concerned trouble "
    "useless charge charged twice unreliable unacceptable elsewhere patience lacking lacks cold tired hidden "
    "dissatisfied mistake mistakes unclear empty mess "
    "schlecht schlechte schlechter schlechtes enttauscht enttauschend enttauschung leider langsam spat verspatet "
    "kaputt defekt falsch fehler problem probleme fehlt verloren beschadigt argerlich verargert wutend unfreundlich "
    "unhoflich teuer uberteuert verschwendung warten gewartet verspatung storniert reklamation beschwerde beschwere "
    "zuruckgeschickt unzufrieden umstandlich nie nichts unbrauchbar billig hasslich schmutzig laut bedauere nervig "
    "mangelhaft unzuverlassig "
    "mauvais mauvaise mal decu decue decevant decevante lent lente lentement retard casse cassee abime faux erreur "
    "probleme problemes perdu manque dommage cher chere malheureusement attendu attente annule plainte reclamation "
    "remboursement facheux fache impoli desagreable inutile sale bruyant difficile jamais rien insatisfait regrette "
    "mediocre defectueux "
    "malo mala malos malas mal decepcionado decepcionada decepcionante lento lenta tarde retraso roto rota danado "
    "falso error errores problema problemas perdido falta caro cara desgraciadamente lamentablemente espera esperando "
    "cancelado queja reclamacion reembolso enfadado enfadada grosero desagradable inutil sucio ruidoso dificil nunca "
    "nada insatisfecho lamento mediocre defectuoso estropeado"
)
VERY_BAD = _words(
    "terrible horrible awful worst hate hated hates disgusting dreadful horrendous pathetic ridiculous outrageous "
    "disgrace disgraceful scam fraud furious appalling atrocious garbage trash unwearable hideous shame nightmare "
    "schrecklich furchtbar grauenhaft schlimmste katastrophe katastrophal betrug unverschamt frechheit miserabel "
    "hasse ekelhaft "
    "horrible affreux affreuse nul nulle pire catastrophe catastrophique scandaleux arnaque deteste honteux honte "
    "terrible horrible pesimo pesima peor desastre estafa odio asqueroso vergonzoso verguenza fatal"
)
NEGATIONS = _words(
    "not no never without hardly neither nor cannot cant dont doesnt didnt isnt wasnt arent werent wont wouldnt "
    "couldnt shouldnt havent hasnt hadnt aint barely "
    "nicht kein keine keinen keiner keinem nie niemals ohne kaum weder "
    "ne pas jamais sans aucun aucune ni guere "
    "sin ni tampoco ningun ninguna nunca jamas"
)
"""Words that turn round what follows; in French ``pas`` stands behind its verb, and before what it turns."""

INTENSIFIERS = _words(
    "very really so extremely absolutely totally completely too incredibly highly super quite "
    "sehr wirklich ausserst total absolut vollig extrem zu besonders "
    "tres vraiment extremement absolument totalement trop "
    "muy realmente extremadamente absolutamente totalmente demasiado"
)
LINKS = _words("but however though although aber jedoch obwohl mais cependant pero aunque sino")
"""Words behind which counts more: what people end with is what they mean."""
