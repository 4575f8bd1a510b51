"""Polish."""

from __future__ import annotations

from shoal.languages.language import Language

POLISH = Language(
    name="Polish",
    fillers="w z ze na do od i o dla za po",
    words="""
    customer: klient klienta klienci klientow kontrahent kontrahenta nabywca nabywcy kupujacy odbiorca
    member: czlonek czlonka
    account: konto konta
    user: uzytkownik uzytkownika
    visitor: odwiedzajacy
    household: gospodarstwo
    subscriber: abonent abonenta
    id: identyfikator
    number: numer nr nru
    code: kod
    key: klucz
    order: zamowienie zamowienia zamowien zam zlecenie zlecenia
    invoice: faktura faktury
    receipt: paragon paragonu rachunek rachunku
    transaction: transakcja transakcji
    basket: koszyk koszyka
    purchase: zakup zakupu zakupy
    sale: sprzedaz_id
    sales: sprzedaz sprzedazy
    booking: rezerwacja rezerwacji
    appointment: wizyta wizyty
    time: czas godzina godz
    day: dzien
    created: utworzono utworzenia
    birth: urodzenia urodzin
    registered: rejestracji rejestracja zapisu dolaczenia
    since: odkad
    updated: aktualizacji modyfikacji zmiany
    delivery: dostawy dostawa
    due: platnosci_termin termin_platnosci
    expiry: wygasniecia waznosci
    start: poczatek rozpoczecia
    end: koniec zakonczenia
    first: pierwszy pierwsza pierwszego pierwszej
    last: ostatni ostatnia ostatniego ostatniej
    estimated: przewidywana szacowana
    quantity: ilosc ilosci liczba sztuk szt
    unit: jednostka jednostkowa jednostki jedn sztuka
    amount: kwota kwoty
    price: ceny
    total: razem suma laczna lacznie
    revenue: obrot obroty przychod przychody utarg
    value: wartosc wart
    cost: koszt koszty
    gross: brutto
    net: netto
    fee: oplata oplaty
    tax: podatek vat
    discount: rabat znizka upust
    list_price: cena_katalogowa cena_cennikowa
    shipping: wysylka wysylki transportu przesylki
    refund: zwrot zwrotu
    points: punkty
    average: srednia sredni srednio
    paid: zaplacono oplacono
    payment: platnosc platnosci
    product: produkt produktu produkty towar towaru artykul artykulu
    service: usluga uslugi
    tariff: taryfa
    plan: abonament
    contract: umowa umowy
    description: opis tytul
    name: nazwa
    category: kategoria kategorie kategorii
    department: dzial
    type: typ rodzaj
    group: grupa
    brand: marka
    currency: waluta waluty
    country: kraj kraju panstwo
    region: wojewodztwo powiat
    city: miasto miejscowosc
    postal_code: kod_pocztowy
    channel: kanal
    branch: sklep oddzial
    level: poziom
    churn: odszedl odejscie rezygnacja
    cancelled: anulowano anulowane anulowany
    response: odpowiedz reakcja
    consent: zgoda rodo
    session: sesja sesji
    device: urzadzenie
    campaign: kampania kampanii
    event: zdarzenie
    source: zrodlo
    text: tekst tresc komentarz uwagi
    review: recenzja opinia
    rating: ocena
    topic: temat
    reason: powod przyczyna
    duration: trwania
    row: wiersz lp pozycja
    sex: plec
    age: wiek
    birthyear: rocznik
    year: rok roku
    month: miesiac
    week: tydzien
    health: zdrowie
    disability: niepelnosprawnosc
    disease: choroba
    diagnosis: diagnoza
    pregnant: ciaza
    smoker: palacy palacz
    nationality: narodowosc
    ethnicity: etniczna
    citizenship: obywatelstwo
    religion: religia wyznanie
    political_party: partia
    trade_union: zwiazek_zawodowy
    phone: telefon telefonu komorka
    email: adres_email
    address: adres
    street: ulica
    house_number: nr_domu
    first_name: imie
    surname: nazwisko
    full_name: imie_i_nazwisko nazwa_klienta
    national_id: pesel nip regon paszport dowod
    company: firma
    income: dochod
    marital_status: stan_cywilny
    education: wyksztalcenie
    job: zawod
    message: wiadomosc wiadomosci
    opened: otwarto otwarcia
    closed: zamknieto zamkniecia
    sent: wyslano
    request: zgloszenie zgloszenia
    complaint: reklamacja skarga
    call: polaczenie
    priority: priorytet
    satisfaction: zadowolenie satysfakcja
    subscription: subskrypcja subskrypcji
    policy: polisa polisy
    licence: licencja
    premium: skladka
    seconds: sekundy
    browser: przegladarka
    platform: platforma
    action: akcja dzialanie
    activity: aktywnosc
    children: dzieci
    """,
    friends="""
    birth: ur
    date: data daty
    price: cena
    status: stan
    """,
    months=(
        "styczeń styczen stycznia sty", "luty lutego lut", "marzec marca mar", "kwiecień kwiecien kwietnia kwi",
        "maj maja", "czerwiec czerwca cze", "lipiec lipca lip", "sierpień sierpien sierpnia sie",
        "wrzesień wrzesien września wrzesnia wrz", "październik pazdziernik października pazdziernika paź paz",
        "listopad listopada lis", "grudzień grudzien grudnia gru",
    ),
    weekdays=("poniedziałek poniedzialek pon pn", "wtorek wt", "środa sroda śr sr", "czwartek czw", "piątek piatek pt",
              "sobota sob", "niedziela niedz nd"),
    yes="tak t prawda",
    no="nie fałsz falsz",
    granted="udzielona wyrażona wyrazona zaakceptowano",
    denied="odmowa wycofana cofnięta cofnieta odrzucono",
    missing="brak pusty puste brak_danych b/d bd nd.",
    nobody="gość gosc anonim anonimowy nieznany brak_klienta klient_detaliczny",
    totals="suma razem łącznie lacznie ogółem ogolem suma_końcowa suma_koncowa",
    undone="anulowane anulowano anulowany zwrot zwrócone zwrocone zwrócono odrzucone nieudane korekta",
)  # fmt: skip
