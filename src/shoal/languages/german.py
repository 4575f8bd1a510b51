"""German."""

from __future__ import annotations

from shoal.languages.language import Language

GERMAN = Language(
    name="German",
    is_glued=True,
    fillers="der die das des dem den von vom zum zur und je bei",
    words="""
    customer: kunde kunden kund kd knd besteller mandant mandanten
    member: mitglied mitglieder mitglieds
    buyer: kaeufer kaufer
    account: konto konten
    user: benutzer nutzer anwender
    visitor: besucher
    household: haushalt
    subscriber: abonnent abonnenten
    customer_number: kdnr kdnummer kundennr kndnr kdn
    id: kennung kennzeichen
    number: nummer nummern
    row_number: lfd
    code: kuerzel
    key: schluessel schlussel
    order: bestell bestellung bestellungen auftrag auftrags auftraege auftrage bst
    invoice: rechnung rechnungen rechnungs faktura re_nr
    receipt: beleg belege kassenbon kassenzettel quittung
    transaction: transaktion transaktions buchungssatz
    basket: warenkorb
    booking: buchung buchungen
    ticket: fahrschein vorgang
    appointment: termin termine
    purchase: kauf einkauf einkaeufe einkaufs
    sale: verkauf verkaufs verkaeufe
    date: datum dat
    time: zeit uhrzeit zeitpunkt
    timestamp: zeitstempel
    day: tages
    created: erstellt angelegt erfasst eingegangen
    birth: geburt geburts geb
    birthday: geburtstag
    registered: anmelde anmeldung registrierung registriert angemeldet
    joined: beitritt eintritt eintritts
    since: seit
    updated: aktualisiert geaendert geandert aenderung aenderungs
    delivery: liefer lieferung lieferungs
    due: faellig fallig faelligkeit
    expiry: ablauf
    valid: gueltig gultig
    start: beginn begin
    end: ende
    end_date: enddatum
    first: erste erster erstes
    last: letzte letzter letztes
    estimated: voraussichtlich
    quantity: menge anzahl anz stuckzahl stueckzahl
    items: positionen
    unit: einzel stuck stueck stk einheit
    price: preis preise
    amount: betrag betraege
    total: gesamt summe endsumme
    subtotal: zwischensumme
    revenue: umsatz umsaetze umsatze erlos erloes erloese
    value: wert
    cost: kosten
    money: geld
    gross: brutto
    net: netto
    fee: gebuehr gebuhr honorar
    tax: steuer mwst ust umsatzsteuer mehrwertsteuer
    discount: rabatt nachlass skonto
    list_price: listenpreis katalogpreis originalpreis
    shipping: versand porto fracht
    refund: erstattung gutschrift
    points: punkte
    average: durchschnitt durchschnittlich mittelwert
    paid: bezahlt gezahlt
    payment: zahlung zahlungs zahlart bezahlung zahl
    product: artikel produkt produkte ware waren erzeugnis
    service: leistung dienstleistung behandlung
    plan: abo abonnement
    contract: vertrag vertrags vertraege
    dish: gericht speise
    description: bezeichnung beschreibung titel
    name: namen benennung
    text: freitext kommentar bemerkung anmerkung
    category: kategorie warengruppe produktgruppe sparte rubrik
    department: abteilung
    type: typ
    group: gruppe
    brand: marke
    currency: wahrung waehrung
    country: land staat laender lander
    region: bundesland gebiet
    city: stadt ort wohnort
    postal_code: plz postleitzahl
    channel: kanal vertriebsweg vertriebskanal
    branch: filiale zweigstelle
    level: stufe
    status: zustand
    churn: abwanderung abgewandert
    cancelled: gekundigt gekuendigt kundigung kuendigung storniert storno
    response: reaktion
    consent: einwilligung zustimmung dsgvo
    session: sitzung sitzungs
    device: geraet gerat
    campaign: kampagne
    event: ereignis
    source: quelle herkunfts
    review: bewertung rezension
    topic: thema
    subject: betreff
    reason: grund
    duration: dauer
    row: zeile
    sex: geschlecht geschlechts
    salutation: anrede
    age: alter lebensalter alters
    year: jahr jahres jg
    birthyear: jahrgang
    month: monat monats
    week: woche
    health: gesundheit
    disability: behinderung schwerbehindert
    disease: krankheit erkrankung
    diagnosis: diagnose
    pregnant: schwanger schwangerschaft
    smoker: raucher
    nationality: nationalitat nationalitaet staatsangehorigkeit staatsangehoerigkeit
    ethnicity: ethnie herkunft abstammung
    religion: konfession
    faith: glaube
    church: kirche
    political_party: partei
    trade_union: gewerkschaft gewerkschafts
    phone: telefon telefonnummer handy mobilfunk rufnummer fon handynummer
    email: mailadresse emailadresse
    address: adresse anschrift wohnanschrift
    street: strasse
    house_number: hausnummer hausnr
    first_name: vorname rufname
    surname: nachname familienname zuname
    contact_name: ansprechpartner
    full_name: kundenname
    national_id: personalausweis ausweisnummer reisepass steuernummer steuerid sozialversicherungsnummer svnr
    company: firma unternehmen
    income: einkommen
    marital_status: familienstand
    education: bildung schulabschluss
    job: beruf
    message: nachricht nachrichten
    opened: geoffnet geoeffnet eroffnung
    closed: geschlossen erledigt
    sent: versandt gesendet
    complaint: beschwerde reklamation
    policy: police polizze
    membership: mitgliedschaft
    licence: lizenz
    premium: praemie
    children: kinder
    cogs: einkaufspreis einstandspreis selbstkosten ekpreis
    """,
    friends="""
    street: str
    position: pos
    type: art
    day: tag
    tariff: tarif
    """,
    months=(
        "januar jan jänner jaenner", "februar feb feber", "märz maerz marz mär mrz", "april apr", "mai", "juni jun",
        "juli jul", "august aug", "september sep sept", "oktober okt", "november nov", "dezember dez",
    ),
    weekdays=("montag mo", "dienstag di", "mittwoch mi", "donnerstag do", "freitag fr", "samstag sa sonnabend",
              "sonntag so"),
    yes="ja j wahr",
    no="nein falsch",
    granted="erteilt zugestimmt eingewilligt angemeldet",
    denied="abgelehnt widerrufen verweigert abgemeldet",
    missing="fehlt leer k.a. keine_angabe",
    nobody="gast anonym unbekannt gastbestellung laufkunde laufkundschaft barverkauf kein_kunde ohne_kunde",
    totals="summe gesamt gesamtsumme insgesamt zwischensumme endsumme",
    undone="storno storniert abgebrochen fehlgeschlagen erstattet erstattung gutschrift retoure retourniert abgelehnt",
)  # fmt: skip
