extension Column {
    /// The names that a header may give the column, as people write them. The first ones are
    /// suggested in refusals.
    ///
    /// Spiris publishes no list of its export columns, so the Swedish ones are assumed. The English
    /// ones are the field names of Fortnox and Visma eAccounting, and what other programs print.
    package var names: [String] {
        switch self {
        case .invoiceNumber:
            [
                "Fakturanr", "InvoiceNumber", "Fakturanummer", "Faktura", "Nr", "DocumentNumber",
                "Invoice no", "Invoice", "Number", "Document no", "Bill number", "Fakt.nr",
                "Rechnungsnummer", "Rechnungsnr", "Rechnung", "Belegnummer", "Numéro de facture",
                "Numéro facture", "N° de facture", "N° facture", "No facture", "Facture",
            ]
        case .customerNumber:
            [
                "Kundnr", "CustomerNumber", "Kundnummer", "Customer no", "Customer ID", "Kund-id",
                "Kundennummer", "Kundennr", "Numéro client", "N° client", "Code client",
            ]
        case .description:
            [
                "Fakturainnehåll", "DebtDescription", "Avser", "Beskrivning", "Description",
                "Beschreibung", "Libellé",
            ]
        case .invoiceDate:
            [
                "Fakturadatum", "InvoiceDate", "Fakt.datum", "Posting Date", "Document Date",
                "Date of invoice", "Issue date", "Rechnungsdatum", "Belegdatum", "Date de facture",
                "Date facture", "Date de facturation",
            ]
        case .dueDate:
            [
                "Förfallodatum", "DueDate", "Förf.datum", "Förfallodag", "Förfaller",
                "Sista betalningsdag", "Betalas senast", "Payment due date", "Due on",
                "Fälligkeitsdatum", "Fällig am", "Fälligkeit", "Date d'échéance", "Échéance",
            ]
        default: amountNames ?? debtorNames ?? standingNames ?? flagNames
        }
    }

    private var amountNames: [String]? {
        switch self {
        case .total:
            [
                "Belopp", "TotalAmount", "Totalt", "Total", "Totalbelopp", "Fakturabelopp",
                "Fakt.belopp",
                "Amount", "TotalAmountInvoiceCurrency", "Grand Total", "Invoice total",
                "Invoice amount", "Summa", "Fakturasumma", "Bruttobelopp", "Gross amount",
                "Betrag", "Gesamtbetrag", "Rechnungsbetrag", "Bruttobetrag", "Montant",
                "Montant total", "Montant TTC", "Total TTC",
            ]
        case .remaining: remainingNames
        case .paidAmount:
            [
                "Inbetalt", "AmountPaid", "Betalt", "Betalt belopp", "Inbetalt belopp",
                "Inbetalat", "Paid amount", "Total paid", "Payments", "Betalningar",
                "Inbetalningar", "Bezahlter Betrag", "Montant payé",
            ]
        case .currency:
            [
                "Valuta", "CurrencyCode", "Valutakod", "Currency", "InvoiceCurrencyCode",
                "Währung", "Devise",
            ]
        case .ocr:
            [
                "OCR", "PaymentReferenceNumber", "OCR-nummer", "OCR-nr", "Betalningsreferens",
                "PaymentReference",
            ]
        case .reference: ["Referens", "Reference", "Ref", "Referenz", "Référence"]
        case .invoiceFee:
            [
                "Fakturaavgift", "InvoiceFee", "Faktureringsavgift", "Expeditionsavgift",
                "AdministrationFee",
            ]
        case .reminderFee: ["Påminnelseavgift", "ReminderFee"]
        case .reminderFeeDate:
            ["Påminnelseavgift datum", "ReminderFeeDate", "Datum påminnelseavgift"]
        default: nil
        }
    }

    /// Names of what remains. `Att betala` is not among them: on many invoices it is the whole
    /// amount.
    private var remainingNames: [String] {
        [
            "Restbelopp", "RemainingAmount", "Kvar att betala", "Saldo", "Rest", "Återstår",
            "Återstående", "Återstående belopp", "Obetalt", "Obetalt belopp", "Balance",
            "Remaining", "OpenAmount", "CapitalToClaim", "RemainingAmountInvoiceCurrency", "Kvar",
            "Kvarstående", "Kvarstående belopp", "Kvarvarande", "Kvarvarande belopp",
            "Belopp kvar", "Rest att betala", "Återstår att betala", "Återstående att betala",
            "Restsaldo", "Restskuld", "Utestående", "Utestående belopp", "Utestående saldo",
            "Öppet belopp", "Öppet saldo", "Amount due", "Balance due", "Outstanding",
            "Outstanding amount", "Outstanding balance", "Amount outstanding", "Open balance",
            "Remaining balance", "Balance remaining", "Remaining to pay", "Amount remaining",
            "Unpaid amount", "Unpaid balance", "Offener Betrag", "Restbetrag", "Offener Saldo",
            "Reste à payer", "Restant dû", "Solde", "Solde dû", "Montant dû", "Montant restant",
        ]
    }

    private var debtorNames: [String]? {
        switch self {
        case .name:
            [
                "Kundnamn", "CustomerName", "Namn", "InvoiceCustomerName", "Name", "Gäldenär",
                "Debtor", "Företag", "Företagsnamn", "Company name", "Client name", "Kundenname",
                "Firma",
                "Nom", "Nom du client", "Nom client", "Raison sociale",
            ]
        case .customer: ["Kund", "Customer", "Kunde", "Client"]
        case .idNumber:
            [
                "Org.nr", "CorporateIdentityNumber", "Organisationsnummer", "Personnummer",
                "Pers/orgnr", "Org/persnr", "Person-/organisationsnummer",
                "Organisations-/personnummer", "OrganisationNumber", "OrganizationNumber",
                "IdNumber", "IdentityNumber", "Identitetsnummer", "Org-/personnummer",
                "Person-/orgnr", "Personnr", "Org.nummer", "Organisationsnr",
            ]
        case .isCompany:
            [
                "Är företag", "IsCompany", "Företag/privat", "Företag/person", "Juridisk person",
                "Kundtyp", "CustomerType",
            ]
        case .isPrivatePerson:
            [
                "Privatperson", "CustomerIsPrivatePerson", "Är privatperson", "IsPrivatePerson",
                "IsPerson",
            ]
        case .zipCode:
            [
                "Postnr", "InvoicePostalCode", "Postnummer", "Zip", "ZipCode", "PostalCode",
                "Postcode", "PLZ", "Postleitzahl", "Code postal",
            ]
        case .city:
            ["Ort", "InvoiceCity", "Postort", "Stad", "City", "Town", "Stadt", "Ville"]
        case .country: ["Land", "InvoiceCountryCode", "Landskod", "Country", "CountryCode", "Pays"]
        case .email:
            [
                "E-post", "CustomerEmail", "E-postadress", "E-mail", "Mejl", "Mail",
                "EmailAddress", "E-Mail-Adresse", "Courriel",
            ]
        case .mobileNumber:
            [
                "Mobil", "MobileNumber", "Mobilnr", "Mobilnummer", "Mobiltelefon", "Mobile",
                "MobilePhone", "CellPhone", "Handy", "Téléphone portable",
            ]
        default: addressNames
        }
    }

    private var addressNames: [String]? {
        switch self {
        case .addressLine:
            [
                "Adress", "InvoiceAddress1", "Gatuadress", "Adressrad 1", "Adress 1",
                "Fakturaadress", "Fakturaadress 1", "Utdelningsadress", "Address", "Address 1",
                "AddressLine", "AddressLine1", "InvoiceAddress", "Street", "Street address",
                "Billing address", "Straße", "Strasse", "Anschrift", "Adresse", "Rue",
            ]
        case .addressLine2:
            [
                "Adress 2", "InvoiceAddress2", "Adressrad 2", "Fakturaadress 2", "Address 2",
                "AddressLine2", "Gatuadress 2", "Street 2", "c/o", "c/o-adress", "Adresse 2",
            ]
        case .addressLine3:
            ["Adress 3", "InvoiceAddress3", "Adressrad 3", "Address 3", "AddressLine3"]
        default: nil
        }
    }

    /// Names of columns that tell the invoice's standing by a word or a date.
    private var standingNames: [String]? {
        switch self {
        case .status:
            [
                "Status", "InvoiceStatus", "Fakturastatus", "Betalstatus",
                "Betalningsstatus", "Payment status", "Rechnungsstatus", "Statut",
            ]
        case .invoiceType:
            [
                "Fakturatyp", "InvoiceType", "Dokumenttyp", "DocumentType", "Rechnungsart",
                "Type de facture",
            ]
        case .paidDate:
            [
                "Betaldatum", "FinalPayDate", "Betalningsdatum", "Slutbetald",
                "Slutbetald datum", "Slutbetalningsdatum", "Inbetalningsdatum", "PaymentDate",
                "Date paid", "Paid date", "Bezahlt am", "Date de paiement",
            ]
        case .creditReference: ["CreditInvoiceReference", "Krediterad av", "Krediteras av"]
        default: nil
        }
    }

    private var flagNames: [String] {
        switch self {
        case .paid:
            [
                "Betald", "IsPaid", "Paid", "Fullbetald", "Fully paid", "Settled", "Reglerad",
                "Bezahlt", "Payé",
            ]
        case .credited: ["Krediterad", "IsCredited", "Credited"]
        case .cancelled:
            [
                "Makulerad", "Cancelled", "Annullerad", "Canceled", "IsCancelled", "Void",
                "Voided", "Storniert", "Annulé",
            ]
        case .creditNote:
            [
                "Kreditfaktura", "IsCreditInvoice", "CreditInvoice", "CreditNote", "IsCreditNote",
                "Är kreditfaktura", "Credit", "Gutschrift", "Avoir",
            ]
        case .disputed:
            [
                "Bestridd", "Disputed", "Tvist", "Tvistig", "Dispute", "IsDisputed", "Tvistad",
                "Under tvist", "In dispute", "Reklamerad", "Litige",
            ]
        case .paused:
            [
                "Pausad", "Paused", "Paus", "IsPaused", "OnHold", "Hold", "Inkassostopp",
                "Påminnelsestopp", "Kravstopp", "Stoppad", "Spärrad", "Ej påminnelse",
                "Ingen påminnelse", "Skicka ej påminnelse", "Reminder stop", "No reminder",
                "Do not remind", "Dunning block", "Dunning stop", "Collection stop", "Blocked",
                "Mahnsperre", "Gesperrt",
            ]
        case .instalmentPlan:
            [
                "Avbetalningsplan", "InstalmentPlan", "Amorteringsplan", "Avbetalning",
                "InstallmentPlan", "AmortizationPlan",
            ]
        case .respite: ["Anstånd", "Respite"]
        case .soldToFactoring:
            ["Såld", "IsSold", "Sold", "Såld till factoring", "Factoring", "SoldToFactoring"]
        case .bankrupt: ["Konkurs", "Bankrupt", "I konkurs", "IsBankrupt", "Bankruptcy"]
        case .deceased: ["Avliden", "Deceased", "IsDeceased"]
        case .cashNote: ["Kontantfaktura", "CashInvoice", "Kontantnota", "CashNote"]
        case .draft: ["Utkast", "IsDraft", "Draft", "Preliminär", "Entwurf", "Brouillon"]
        case .booked: ["Bokförd", "Booked"]
        case .sent: ["Sent"]
        case .atAgency:
            [
                "Hos inkasso", "AtAgency", "Inkasso", "DebtCollection", "AtCollection",
                "NoxFinans", "Skickad till inkasso", "In collection",
            ]
        case .minor: ["Omyndig", "IsMinor", "Minderårig", "Minor"]
        case .customerBalance: ["Kundsaldo", "CustomerBalance", "Kundens saldo"]
        default: []
        }
    }
}
