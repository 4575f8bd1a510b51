"""French."""

from __future__ import annotations

from shoal.languages.language import Language

FRENCH = Language(
    name="French",
    fillers="de du des la le les l d un une et au aux a par en",
    words="""
    customer: client clients cliente clientele acheteur
    member: membre adherent
    account: compte comptes
    user: utilisateur
    visitor: visiteur
    household: foyer menage
    subscriber: abonne abonnes
    id: identifiant ident matricule idt
    number: numero num
    code: codes
    key: cle clef
    order: commande commandes cmd cde
    invoice: facture factures
    receipt: recu ticket_de_caisse
    basket: panier
    purchase: achat achats
    sale: vente
    sales: ventes
    booking: reservation reservations
    appointment: rdv rendez_vous
    date: dates dt
    time: heure horodatage temps
    timestamp: horodate
    day: jour journee
    created: creation cree
    birth: naissance naiss ne_le nee_le
    birthday: anniversaire
    registered: inscription inscrit enregistrement adhesion
    since: depuis
    updated: maj modification modifie
    delivery: livraison livre_le
    due: echeance
    expiry: expiration
    valid: validite valable
    start: debut
    end: fin
    first: premier premiere
    last: dernier derniere
    estimated: estimee prevue
    quantity: quantite quantites qte qtes nb nbre
    items: articles_commandes
    unit: unitaire unite unites piece pieces
    price: prix
    amount: montant mt mtt
    total: totale totaux
    subtotal: sous_total
    revenue: chiffre_affaires chiffre_d_affaires recette recettes
    value: valeur
    cost: cout couts
    gross: brut
    net: hors_taxe
    gross_amount: ttc
    fee: frais honoraires
    tax: tva taxe
    discount: remise rabais reduction ristourne
    list_price: prix_catalogue prix_public prix_barre
    shipping: expedition transport
    refund: remboursement avoir
    points: pts
    average: moyenne moyen moy
    paid: paye regle
    payment: paiement reglement
    product: produit produits article articles
    product_code: reference
    service: prestation
    plan: forfait abonnement
    description: libelle designation intitule
    name: nom
    category: categorie categories rayon famille
    department: departement
    type: genre_produit
    group: groupe
    brand: marque
    currency: devise devises monnaie
    country: pays
    region: regions
    city: ville commune
    postal_code: code_postal
    channel: canal
    branch: magasin agence boutique
    level: niveau
    status: statut etat
    churn: resilie resiliation desabonne attrition_client
    cancelled: annule annulee annulation
    response: reponse
    consent: consentement rgpd accord
    session: seance
    device: appareil
    campaign: campagne
    event: evenement
    source: provenance
    text: texte commentaire commentaires remarque
    review: avis
    rating: notation
    topic: sujet theme
    subject: objet
    reason: motif raison
    duration: duree
    row: ligne lignes
    sex: sexe
    salutation: civilite
    year: annee an
    month: mois
    week: semaine
    health: sante
    disability: handicap invalidite
    disease: maladie
    diagnosis: diagnostic
    pregnant: enceinte grossesse
    smoker: fumeur
    nationality: nationalite
    ethnicity: ethnie
    citizenship: citoyennete
    religion: croyance culte
    political_party: parti
    trade_union: syndicat
    phone: telephone portable tel mobile_tel
    email: courriel adresse_mail adresse_electronique
    address: adresse domicile
    street: rue voie
    first_name: prenom prenoms
    surname: nom_de_famille nom_famille patronyme
    full_name: nom_complet nom_client nom_prenom
    national_id: nir secu securite_sociale numero_securite_sociale passeport cni siren siret
    company: entreprise societe
    company_name: raison_sociale
    income: revenu revenus
    marital_status: etat_civil situation_familiale
    education: etudes diplome
    job: profession metier
    opened: ouvert ouverture
    closed: ferme fermeture cloture
    sent: envoye envoi
    request: demande
    complaint: reclamation plainte
    call: appel
    priority: priorite
    subscription: souscription
    policy: police_assurance
    premium: prime
    seconds: secondes
    browser: navigateur
    platform: plateforme
    activity: activite
    visit: visite
    children: enfants
    """,
    friends="""
    shipping: port
    unit_price: pu pu_ht
    revenue: ca
    net: ht
    postal_code: cp
    email: mel
    no: n
    rating: note
    quantity: nombre
    price: tarif
    """,
    months=("janvier janv jan", "février fevrier févr fevr fév fev", "mars", "avril avr", "mai", "juin", "juillet juil",
            "août aout", "septembre sept", "octobre oct", "novembre nov", "décembre decembre déc dec"),
    weekdays=("lundi lun", "mardi mar", "mercredi mer", "jeudi jeu", "vendredi ven", "samedi sam", "dimanche dim"),
    yes="oui o vrai",
    no="non faux",
    granted="accordé accorde accepté accepte donné",
    denied="refusé refuse retiré retire",
    missing="vide néant neant manquant s.o. non_renseigné non_renseigne nc",
    nobody="invité invite anonyme inconnu client_comptoir client_de_passage passage",
    totals="somme totaux total_général total_general sous-total sous_total total_ht total_ttc",
    undone="annulé annulée annule annulee remboursé remboursée remboursement échoué echoue retourné avoir",
)  # fmt: skip
