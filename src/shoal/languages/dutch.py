"""Dutch."""

from __future__ import annotations

from shoal.languages.language import Language

DUTCH = Language(
    name="Dutch",
    is_glued=True,
    fillers="de het een van der den voor en op te",
    words="""
    customer: klant klanten klantenkaart afnemer besteller debiteur relatie
    customer_number: klantnr klnr
    member: leden lidmaatschap
    member_number: lidnummer lidnr lidmaatschapsnummer
    account: rekening
    user: gebruiker gebruikers
    visitor: bezoeker
    household: huishouden
    subscriber: abonnee
    buyer: koper
    id: kenmerk
    number: nummer nummers
    key: sleutel
    order: bestelling bestellingen bestel opdracht order
    invoice: factuur facturen
    receipt: bon kassabon kwitantie
    transaction: transactie transacties
    basket: winkelwagen mandje winkelmand
    booking: boeking boekingen reservering reserveringen
    appointment: afspraak
    purchase: aankoop aankopen
    sale: verkoop verkopen
    date: datum
    time: tijd tijdstip
    timestamp: tijdstempel
    day: dag
    created: aangemaakt
    birth: geboorte geb
    birthday: verjaardag geboortedag
    registered: aanmelding aanmeld registratie inschrijving ingeschreven inschrijf
    since: sinds
    updated: bijgewerkt gewijzigd
    delivery: lever levering bezorg bezorging
    due: vervaldatum verval
    expiry: verloop
    valid: geldig
    start: begin aanvang
    end: eind einde
    first: eerste
    last: laatste
    estimated: verwachte
    quantity: aantal aantallen hoeveelheid
    unit: stuks stuk eenheids eenheid
    price: prijs prijzen
    amount: bedrag bedragen
    total: totaal
    subtotal: subtotaal
    revenue: omzet opbrengst
    value: waarde
    cost: kosten
    money: geld
    gross: bruto
    net: netto
    fee: tarief honorarium
    tax: btw belasting
    discount: korting
    list_price: adviesprijs catalogusprijs lijstprijs
    shipping: verzend verzending verzendkosten bezorgkosten
    refund: terugbetaling creditering
    points: punten
    average: gemiddelde gemiddeld
    paid: betaald
    payment: betaling betaal betaalwijze
    product: artikel artikelen product producten
    service: dienst
    plan: abonnement
    contract: overeenkomst
    description: omschrijving beschrijving titel
    name: naam
    category: categorie rubriek productgroep artikelgroep
    department: afdeling
    type: soort
    group: groep
    brand: merk
    currency: valuta munteenheid
    country: landen
    region: regio provincie
    city: stad plaats woonplaats gemeente
    postal_code: postcode
    channel: kanaal
    branch: filiaal winkel vestiging
    level: niveau
    status: toestand
    churn: opgezegd opzegging vertrokken
    cancelled: geannuleerd annulering
    response: reactie respons
    consent: toestemming
    session: sessie sessies
    device: apparaat toestel
    campaign: campagne
    action: actie
    event: gebeurtenis
    source: bron
    text: tekst opmerking opmerkingen toelichting
    review: recensie beoordeling
    rating: waardering cijfer
    topic: onderwerp
    reason: reden
    duration: duur
    row: regel rij
    sex: geslacht
    salutation: aanhef
    age: leeftijd leeftijds
    year: jaar
    month: maand
    week: weken
    health: gezondheid
    disability: beperking arbeidsongeschikt
    disease: ziekte
    diagnosis: diagnose
    pregnant: zwanger zwangerschap
    smoker: roker
    nationality: nationaliteit
    ethnicity: etniciteit afkomst
    citizenship: staatsburgerschap
    religion: religie geloof godsdienst
    church: kerk
    political_party: partij
    trade_union: vakbond
    phone: telefoon telefoonnummer mobiel gsm
    email: mailadres emailadres
    address: adres
    street: straat straatnaam
    house_number: huisnummer
    first_name: voornaam
    surname: achternaam familienaam
    full_name: klantnaam
    contact_name: contactpersoon
    national_id: bsn burgerservicenummer paspoort rijksregisternummer
    company: bedrijf
    income: inkomen
    marital_status: burgerlijke_staat burgerlijkestaat
    education: opleiding
    job: beroep
    message: bericht
    opened: geopend
    closed: gesloten afgesloten
    sent: verzonden
    request: aanvraag verzoek
    complaint: klacht
    call: oproep
    priority: prioriteit
    satisfaction: tevredenheid
    policy: polis
    licence: licentie
    premium: premie
    seconds: seconden
    activity: activiteit
    visit: bezoek
    children: kinderen
    cogs: inkoopprijs kostprijs
    """,
    friends="""
    consent: avg
    member: lid
    currency: munt
    """,
    months=("januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun", "juli jul", "augustus aug",
            "september sep sept", "oktober okt", "november nov", "december dec"),
    weekdays=("maandag ma", "dinsdag di", "woensdag wo", "donderdag do", "vrijdag vr", "zaterdag za", "zondag zo"),
    yes="ja j waar",
    no="nee neen onwaar",
    granted="gegeven verleend akkoord geaccepteerd",
    denied="geweigerd ingetrokken afgewezen",
    missing="leeg ontbreekt onbekend_nvt nvt n.v.t.",
    nobody="gast anoniem onbekend geen_klant balieklant contante_verkoop",
    totals="totaal eindtotaal subtotaal som totalen",
    undone="geannuleerd terugbetaald terugbetaling geretourneerd retour mislukt afgewezen creditnota",
)  # fmt: skip
