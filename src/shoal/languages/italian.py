"""Italian."""

from __future__ import annotations

from shoal.languages.language import Language

ITALIAN = Language(
    name="Italian",
    fillers="di del della dei delle degli da dal il lo la gli i le al alla un una e d l",
    words="""
    customer: cliente clienti acquirente
    member: socio soci membro iscritto tesserato
    account: conto
    user: utente utenti
    visitor: visitatore
    household: famiglia_anagrafica
    subscriber: abbonato
    id: identificativo matricola
    number: numero num nr
    code: codice cod
    key: chiave
    order: ordine ordini
    invoice: fattura fatture
    receipt: scontrino ricevuta
    transaction: transazione operazione
    basket: carrello
    purchase: acquisto acquisti
    sale: vendita
    sales: vendite
    booking: prenotazione prenotazioni
    appointment: appuntamento
    time: ora orario
    timestamp: dataora
    day: giorno
    created: creato creazione
    birth: nascita
    birthday: compleanno
    registered: registrazione iscrizione registrato
    since: dal_giorno
    updated: aggiornato aggiornamento modifica
    delivery: consegna
    due: scadenza
    valid: valido validita
    start: inizio
    end: fine_contratto cessazione
    first: primo
    last: ultimo ultima
    estimated: prevista stimata
    quantity: quantita qta
    unit: unita unitario unitaria pezzo pezzi pz
    price: prezzo prezzi
    amount: importo importi
    total: totale totali
    subtotal: subtotale
    revenue: ricavo ricavi fatturato incasso
    value: valore
    cost: costo costi
    gross: lordo
    net: netto imponibile
    fee: tariffa onorario commissione
    tax: iva imposta tassa
    discount: sconto
    list_price: prezzo_listino prezzo_di_listino listino
    shipping: spedizione trasporto
    refund: rimborso reso
    points: punti
    paid: pagato
    payment: pagamento
    product: prodotto prodotti articolo articoli
    product_code: riferimento
    service: servizio prestazione
    description: descrizione denominazione titolo
    name: nome
    category: categoria categorie reparto famiglia
    type: tipo tipologia
    group: gruppo
    brand: marca marchio
    currency: valuta divisa moneta
    country: paese nazione
    region: regione provincia
    city: citta comune
    postal_code: codice_postale
    channel: canale
    branch: negozio filiale
    level: livello
    status: stato
    churn: abbandono disdetta
    cancelled: annullato annullata
    response: risposta
    consent: consenso
    session: sessione
    device: dispositivo
    campaign: campagna
    event: evento
    source: provenienza fonte
    text: testo commento commenti osservazioni
    review: recensione recensioni
    rating: valutazione voto punteggio
    topic: argomento
    subject: oggetto
    reason: motivo ragione
    duration: durata
    row: riga
    sex: sesso
    age: eta_anni
    year: anno
    month: mese
    week: settimana
    health: salute
    disability: disabilita invalidita
    disease: malattia
    diagnosis: diagnosi
    pregnant: incinta gravidanza
    smoker: fumatore fumatrice
    nationality: nazionalita
    ethnicity: etnia
    race: razza
    citizenship: cittadinanza
    religion: religione
    political_party: partito
    trade_union: sindacato
    phone: telefono cellulare
    email: posta_elettronica indirizzo_email
    address: indirizzo domicilio residenza
    street: strada
    first_name: nome_di_battesimo
    surname: cognome
    full_name: nome_completo nome_e_cognome nominativo nome_cliente
    national_id: codice_fiscale cod_fiscale partita_iva passaporto
    company: azienda ditta
    company_name: ragione_sociale
    income: reddito
    marital_status: stato_civile
    education: istruzione
    job: professione
    message: messaggio
    opened: aperto apertura
    closed: chiuso chiusura
    sent: inviato invio
    request: richiesta
    complaint: reclamo
    call: chiamata
    priority: priorita
    satisfaction: soddisfazione
    subscription: abbonamento
    plan: piano
    contract: contratto
    policy: polizza
    licence: licenza
    premium: premio
    seconds: secondi
    platform: piattaforma
    action: azione
    activity: attivita
    visit: visita
    children: figli
    """,
    friends="""
    average: media
    national_id: cf
    first: prima
    date: data
    no: n
    rating: nota
    age: eta
    street: via
    gender: genere
    end: fine
    """,
    months=("gennaio gen", "febbraio feb", "marzo mar", "aprile apr", "maggio mag", "giugno giu", "luglio lug",
            "agosto ago", "settembre set sett", "ottobre ott", "novembre nov", "dicembre dic"),
    weekdays=("lunedì lunedi lun", "martedì martedi mar", "mercoledì mercoledi mer", "giovedì giovedi gio",
              "venerdì venerdi ven", "sabato sab", "domenica dom"),
    yes="si sì s vero",
    no="falso",
    granted="concesso accettato acconsentito",
    denied="negato rifiutato revocato",
    missing="vuoto mancante nessuno non_disponibile n.d. nd",
    nobody="ospite anonimo sconosciuto senza_cliente cliente_occasionale consumatore_finale",
    totals="totale totali somma totale_generale subtotale",
    undone="annullato annullata rimborsato rimborsata rimborso reso restituito fallito rifiutato",
)  # fmt: skip
