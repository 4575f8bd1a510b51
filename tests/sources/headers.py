# ruff: noqa: E501 - one header on each line
"""Headers as exports have them, in eight languages, each name with what it means."""

ORDERS = {
    "English": (
        "Customer No=customer; Order ID=order; Order Date=time; SKU=product; Qty=quantity; Unit Price=price",
        "cust_id=customer; txn_date=time; amt=amount",
        "clientId=customer; invoiceNumber=order; purchasedAt=time; totalAmount=amount; currencyCode=currency",
        "MEMBER=customer; RECEIPT NO=order; DATE=time; DEPARTMENT=category; NET SALES=amount",
        "User ID=customer; Booking Ref=order; Booked At=time; Total (EUR)=amount; Country=country",
        "account_number=customer; transaction_id=order; transaction_date=time; value=amount; email=email",
    ),
    "German": (
        "Kd-Nr=customer; Rechnungsnr.=order; Rechnungsdatum=time; Artikelnr.=product; Anzahl=quantity; Einzelpreis=price",
        "Kundennummer=customer; Bestellnummer=order; Bestelldatum=time; Betrag (€)=amount; Währung=currency",
        "KUNDE=customer; BELEGNR=order; DATUM=time; WARENGRUPPE=category; UMSATZ=amount",
        "kunden_id=customer; auftragsnummer=order; auftragsdatum=time; menge=quantity; stueckpreis=price; land=country",
        "Mitgliedsnummer=customer; Kaufdatum=time; Gesamtbetrag=amount; Lieferdatum=ignored",
        "Kontonummer=customer; Buchungsdatum=time; Bruttobetrag=amount; Produktkategorie=category; Telefon=phone",
    ),
    "French": (
        "N° client=customer; N° commande=order; Date de commande=time; Référence=product; Quantité=quantity;"
        " Prix unitaire=price",
        "id_client=customer; date_achat=time; montant=amount; devise=currency",
        "Code client=customer; Numéro de facture=order; Date facture=time; Montant TTC=amount; Pays=country",
        "CLIENT=customer; DATE=time; CATEGORIE=category; CHIFFRE D'AFFAIRES=amount",
        "numClient=customer; numCommande=order; dateCommande=time; produit=product; qte=quantity; prixUnitaire=price",
        "Identifiant client=customer; Ticket=order; Jour=time; Rayon=category; Total=amount; Téléphone=phone",
    ),
    "Spanish": (
        "Nº Cliente=customer; Nº Pedido=order; Fecha pedido=time; Artículo=product; Cantidad=quantity;"
        " Precio unitario=price",
        "id_cliente=customer; fecha_compra=time; importe=amount; moneda=currency",
        "Código de cliente=customer; Número de factura=order; Fecha de factura=time; Importe total=amount; País=country",
        "CLIENTE=customer; FECHA=time; CATEGORIA=category; VENTAS=amount",
        "codCliente=customer; numPedido=order; fechaPedido=time; producto=product; cant=quantity; precioUnidad=price",
        "Socio=customer; Fecha=time; Tienda=ignored; Valor=amount; Correo electrónico=email",
    ),
    "Portuguese": (
        "NºCliente=customer; Nº Pedido=order; Dt.Compra=time; Produto=product; Qtd=quantity; Preço unitário=price",
        "id_cliente=customer; data_compra=time; valor=amount; moeda=currency",
        "Código do cliente=customer; Nota fiscal=order; Data de emissão=time; Valor total=amount; País=country",
        "CLIENTE=customer; DATA=time; CATEGORIA=category; RECEITA=amount",
        "codCliente=customer; numEncomenda=order; dataEncomenda=time; artigo=product; quantidade=quantity;"
        " precoUnitario=price",
        "Conta=customer; Data=time; Montante=amount; Loja=ignored; Telemóvel=phone",
    ),
    "Italian": (
        "N. cliente=customer; N. ordine=order; Data ordine=time; Articolo=product; Quantità=quantity;"
        " Prezzo unitario=price",
        "id_cliente=customer; data_acquisto=time; importo=amount; valuta=currency",
        "Codice cliente=customer; Numero fattura=order; Data fattura=time; Importo totale=amount; Paese=country",
        "CLIENTE=customer; DATA=time; CATEGORIA=category; FATTURATO=amount",
        "codCliente=customer; numOrdine=order; dataOrdine=time; prodotto=product; qta=quantity; prezzoUnitario=price",
        "Cliente=customer; Scontrino=order; Giorno=time; Reparto=category; Totale=amount; Cellulare=phone",
    ),
    "Dutch": (
        "Klantnummer=customer; Ordernummer=order; Besteldatum=time; Artikelnummer=product; Aantal=quantity;"
        " Stuksprijs=price",
        "klant_id=customer; aankoopdatum=time; bedrag=amount; valuta=currency",
        "Klantnr=customer; Factuurnummer=order; Factuurdatum=time; Totaalbedrag=amount; Land=country",
        "KLANT=customer; DATUM=time; CATEGORIE=category; OMZET=amount",
        "klantId=customer; bestelNummer=order; bestelDatum=time; product=product; hoeveelheid=quantity; eenheidsprijs=price",
        "Lidnummer=customer; Kassabon=order; Datum=time; Artikelgroep=category; Bedrag=amount; E-mailadres=email",
    ),
    "Polish": (
        "Nr klienta=customer; Nr zamówienia=order; Data zamówienia=time; Produkt=product; Ilość=quantity;"
        " Cena jednostkowa=price",
        "id_klienta=customer; data_zakupu=time; kwota=amount; waluta=currency",
        "Kod klienta=customer; Numer faktury=order; Data faktury=time; Kwota brutto=amount; Kraj=country",
        "KLIENT=customer; DATA=time; KATEGORIA=category; WARTOŚĆ=amount",
        "idKlienta=customer; nrZamowienia=order; dataZamowienia=time; towar=product; ilosc=quantity; cenaJednostkowa=price",
        "Kontrahent=customer; Paragon=order; Dzień=time; Sprzedaż=amount; Sklep=ignored; Telefon=phone",
    ),
}

CUSTOMERS = {
    "English": (
        "Customer ID=customer; First Name=name; Surname=name; Date of Birth=birth; Country=country; Newsletter Consent=consent",
        "user_id=customer; gender=sex; age=age; churned=label; monthly_spend=number",
        "clientNo=customer; emailAddress=email; streetAddress=address; signupDate=since; plan=trait",
        "ACCOUNT ID=customer; PHONE NUMBER=phone; INCOME=number; STATUS=trait",
        "member_no=customer; nationality=origin; religion=belief; channel=trait",
        "Customer=customer; SSN=national; Disability=health; Points=number",
    ),
    "German": (
        "Kundennummer=customer; Vorname=name; Nachname=name; Geburtsdatum=birth; Land=country; Einwilligung=consent",
        "KdNr=customer; Geschlecht=sex; Alter=age; Gekündigt=label; Monatsumsatz=number",
        "Kunden-ID=customer; E-Mail=email; Straße=address; Anmeldedatum=since; Tarif=trait",
        "KONTONUMMER=customer; TELEFONNUMMER=phone; EINKOMMEN=number; STATUS=trait",
        "Mitgliedsnr=customer; Staatsangehörigkeit=origin; Konfession=belief; Kanal=trait",
        "Kunde=customer; Steuernummer=national; Behinderung=health; Punkte=number",
    ),
    "French": (
        "N° client=customer; Prénom=name; Nom de famille=name; Date de naissance=birth; Pays=country; Consentement=consent",
        "id_client=customer; sexe=sex; âge=age; résilié=label; dépense_mensuelle=number",
        "Identifiant client=customer; Courriel=email; Adresse=address; Date d'inscription=since; Forfait=trait",
        "NUMERO CLIENT=customer; TELEPHONE=phone; REVENU=number; STATUT=trait",
        "code_adherent=customer; nationalité=origin; religion=belief; canal=trait",
        "Client=customer; Numéro de sécurité sociale=national; Handicap=health; Points=number",
    ),
    "Spanish": (
        "Nº de cliente=customer; Nombre=name; Apellidos=name; Fecha de nacimiento=birth; País=country; Consentimiento=consent",
        "id_cliente=customer; sexo=sex; edad=age; cancelado=label; gasto_mensual=number",
        "Código cliente=customer; Correo electrónico=email; Dirección=address; Fecha de alta=since; Tarifa=trait",
        "NUMERO CLIENTE=customer; TELEFONO=phone; RENTA=number; ESTADO=trait",
        "num_socio=customer; nacionalidad=origin; religión=belief; canal=trait",
        "Cliente=customer; DNI=national; Discapacidad=health; Puntos=number",
    ),
    "Portuguese": (
        "Nº do cliente=customer; Primeiro nome=name; Sobrenome=name; Data de nascimento=birth; País=country;"
        " Consentimento=consent",
        "id_cliente=customer; sexo=sex; idade=age; cancelado=label; gasto_mensal=number",
        "Código cliente=customer; E-mail=email; Morada=address; Data de registo=since; Plano=trait",
        "NUMERO CLIENTE=customer; TELEFONE=phone; RENDA=number; ESTADO=trait",
        "num_socio=customer; nacionalidade=origin; religião=belief; canal=trait",
        "Cliente=customer; CPF=national; Deficiência=health; Pontos=number",
    ),
    "Italian": (
        "N. cliente=customer; Nome=name; Cognome=name; Data di nascita=birth; Paese=country; Consenso=consent",
        "id_cliente=customer; sesso=sex; età=age; disdetta=label; spesa_mensile=number",
        "Codice cliente=customer; E-mail=email; Indirizzo=address; Data di registrazione=since; Tariffa=trait",
        "NUMERO CLIENTE=customer; TELEFONO=phone; REDDITO=number; STATO=trait",
        "num_socio=customer; nazionalità=origin; religione=belief; canale=trait",
        "Cliente=customer; Codice fiscale=national; Disabilità=health; Punti=number",
    ),
    "Dutch": (
        "Klantnummer=customer; Voornaam=name; Achternaam=name; Geboortedatum=birth; Land=country; Toestemming=consent",
        "klant_id=customer; geslacht=sex; leeftijd=age; opgezegd=label; maandomzet=number",
        "Klantnr=customer; E-mailadres=email; Straatnaam=address; Inschrijfdatum=since; Abonnement=trait",
        "KLANTNUMMER=customer; TELEFOONNUMMER=phone; INKOMEN=number; STATUS=trait",
        "lidnummer=customer; nationaliteit=origin; geloof=belief; kanaal=trait",
        "Klant=customer; BSN=national; Zwanger=health; Punten=number",
    ),
    "Polish": (
        "Nr klienta=customer; Imię=name; Nazwisko=name; Data urodzenia=birth; Kraj=country; Zgoda=consent",
        "id_klienta=customer; płeć=sex; wiek=age; rezygnacja=label; miesięczne_wydatki=number",
        "Kod klienta=customer; E-mail=email; Ulica=address; Data rejestracji=since; Taryfa=trait",
        "NUMER KLIENTA=customer; TELEFON=phone; DOCHOD=number; STATUS=trait",
        "nr_członka=customer; narodowość=origin; wyznanie=belief; kanał=trait",
        "Klient=customer; PESEL=national; Niepełnosprawność=health; Punkty=number",
    ),
}
