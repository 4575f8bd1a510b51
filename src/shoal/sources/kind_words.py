"""The words by which the columns of events, texts, products, holdings and campaigns are known, English and German."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


EVENT = _words("event events action activity interaction ereignis aktion aktivitat aktivitaet vorgang ereignisname")
"""Words of the column that says what happened."""

ANONYMOUS = _words("anonymous anonym visitor besucher cookie device fullvisitor anon browser distinct fingerprint")
"""Words of keys of people whose name is not known: visitors, devices, cookies."""

SESSION = _words("session sitzung sessionid sessions visit besuch sitzungsnummer")
REFERRER = _words("referrer referer source quelle medium herkunft utm referral traffic")
DEVICE = _words("device platform plattform gerat geraet browser os useragent endgerat")
CHANNEL = _words("channel kanal medium channels kontaktweg weg")
CAMPAIGN = _words("campaign campaigns kampagne kampagnen mailing aktion newsletter utm")
MESSAGE = _words("message messages email emails mail mails nachricht nachrichten sms push newsletter mailing send")
DURATION = _words("duration dwell seconds sec secs dauer verweildauer length minutes")
MINUTES = _words("minutes minute min mins minuten")
MILLISECONDS = _words("milliseconds millis ms msec")
RECEIVED = _words("received ingested processed loaded inserted empfangen eingegangen verarbeitet import imported sync")
"""Words of the time at which a record arrived, which is no time of what happened."""

TEXT = _words(
    "text review comment comments note notes body message description title subject feedback answer content bewertung "
    "kommentar bemerkung nachricht beschreibung titel betreff antwort inhalt anfrage rezension meinung opinion verbatim"
)
RATING = _words(
    "rating review stars star score satisfaction csat nps ces bewertung sterne note zufriedenheit rate grade punkte"
)
TOPIC = _words("topic reason subject category type issue queue thema grund anliegen kategorie typ theme betreff")
CONTACT = _words(
    "ticket tickets case cases issue issues request requests incident contact call calls complaint enquiry inquiry "
    "anfrage anfragen vorgang fall kontakt anruf beschwerde priority prioritat prioritaet"
)
"""Words of a table in which somebody asked for help."""

TICKET = _words(
    "ticket tickets case cases issue issues request requests incident complaint enquiry inquiry anfrage vorgang fall "
    "beschwerde"
)
"""Words that beside one of a number name one time that somebody asked for help."""

OPENED = _words("opened open created submitted received geoffnet eroffnet angelegt eroffnung")
CLOSED = _words("closed close resolved solved geschlossen gelost erledigt")
WRITTEN = _words("written reviewed posted submitted answered geschrieben verfasst erstellt abgegeben date created")

HOLDING = _words(
    "holding subscription subscriptions contract contracts agreement policy policies membership licence license abo "
    "vertrag vertrage vertrags vertragsnummer police polizze mitgliedschaft lizenz asset assets plan abonnement "
    "account enrollment lease loan"
)
STARTED = _words(
    "start started starts begin began begins beginn opened activated activation commenced effective from von ab "
    "vertragsbeginn startdatum abgeschlossen eroffnet aktiviert since seit inception purchased"
)
ENDED = _words(
    "end ended ends ending closed cancelled canceled cancellation terminated termination expired expires "
    "expiry until to bis ende enddatum vertragsende gekundigt gekuendigt kundigung kuendigung beendet ablauf "
    "valid stopped"
)
STATUS = _words("status state zustand stand")
REASON = _words("reason cause grund ursache kundigungsgrund kuendigungsgrund why")
PLAN = _words("plan tariff tarif product produkt package paket tier type service asset model modell edition")
HOLDING_AMOUNT = _words("mrr arr fee premium price rent instalment rate monatsbetrag gebuhr beitrag pramie miete")
"""Money that is paid for a holding, beside the words of amounts and prices."""

LIST_PRICE = _words("list catalogue catalog retail rrp msrp listenpreis uvp katalogpreis regular full original")
COST = _words("cost costs cogs kosten einkaufspreis einstandspreis selbstkosten einkauf purchase landed")
PRODUCT_NAME = _words("name title product item article description bezeichnung titel produkt artikel label")
SENT = _words("sent send start date launched scheduled versandt gesendet versendet on at datum")
