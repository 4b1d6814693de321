/// The countries of ISO 3166-1: their two codes, and what four languages call them.
///
/// The names are those of Unicode's CLDR. Foundation has them too, within 40 MB of tables for every
/// language. `CountryTableTests` compare both; of China we take the plain name.
package enum CountryTable {
    /// A language in which files name countries.
    package enum Language: String, CaseIterable, Sendable {
        case swedish = "sv"
        case english = "en"
        case german = "de"
        case french = "fr"
    }

    /// All countries, in the order of their codes: alpha-2 and alpha-3.
    package static let codes: [(alpha2: String, alpha3: String)] =
        iso3166.split(whereSeparator: \.isWhitespace)
        .map { (String($0.prefix(2)), String($0.dropFirst(2))) }

    private static let alpha2 = Set(codes.map(\.alpha2))

    /// - Parameter code: two capital letters.
    package static func contains(_ code: String) -> Bool { alpha2.contains(code) }

    /// The names in a language, by alpha-2 code.
    package static func names(_ language: Language) -> [String: String] {
        let text =
            switch language {
            case .swedish: swedish
            case .english: english
            case .german: german
            case .french: french
            }
        let entries = text.split(whereSeparator: { $0 == "|" || $0.isNewline })
        return Dictionary(
            uniqueKeysWithValues: entries.map { (String($0.prefix(2)), String($0.dropFirst(2))) })
    }

    /// The alpha-2 and alpha-3 codes of each country, joined. Generated from Debian's iso-codes.
    private static let iso3166 = """
        ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW
        AXALA AZAZE BABIH BBBRB BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN
        BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG
        CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR CYCYP CZCZE
        DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN
        FJFJI FKFLK FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL
        GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV
        HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM
        JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO
        LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE
        MFMAF MGMDG MHMHL MKMKD MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS
        MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER NFNFK NGNGA NINIC NLNLD NONOR NPNPL
        NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM PNPCN PRPRI
        PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN
        SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV
        SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON
        TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB VAVAT VCVCT VEVEN
        VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF ZMZMB ZWZWE
        """

    /// In Swedish.
    private static let swedish = """
        ADAndorra|AEFörenade Arabemiraten|AFAfghanistan|AGAntigua och Barbuda|AIAnguilla|ALAlbanien|
        AMArmenien|AOAngola|AQAntarktis|ARArgentina|ASAmerikanska Samoa|ATÖsterrike|AUAustralien|
        AWAruba|AXÅland|AZAzerbajdzjan|BABosnien och Hercegovina|BBBarbados|BDBangladesh|BEBelgien|
        BFBurkina Faso|BGBulgarien|BHBahrain|BIBurundi|BJBenin|BLS:t Barthélemy|BMBermuda|BNBrunei|
        BOBolivia|BQKaribiska Nederländerna|BRBrasilien|BSBahamas|BTBhutan|BVBouvetön|BWBotswana|
        BYBelarus|BZBelize|CAKanada|CCKokosöarna|CDKongo-Kinshasa|CFCentralafrikanska republiken|
        CGKongo-Brazzaville|CHSchweiz|CICôte d’Ivoire|CKCooköarna|CLChile|CMKamerun|
        CNKina|COColombia|CRCosta Rica|CUKuba|CVKap Verde|CWCuraçao|CXJulön|CYCypern|
        CZTjeckien|DETyskland|DJDjibouti|DKDanmark|DMDominica|DODominikanska republiken|DZAlgeriet|
        ECEcuador|EEEstland|EGEgypten|EHVästsahara|EREritrea|ESSpanien|ETEtiopien|FIFinland|FJFiji|
        FKFalklandsöarna|FMMikronesien|FOFäröarna|FRFrankrike|GAGabon|GBStorbritannien|GDGrenada|
        GEGeorgien|GFFranska Guyana|GGGuernsey|GHGhana|GIGibraltar|GLGrönland|GMGambia|GNGuinea|
        GPGuadeloupe|GQEkvatorialguinea|GRGrekland|GSSydgeorgien och Sydsandwichöarna|GTGuatemala|
        GUGuam|GWGuinea-Bissau|GYGuyana|HKHongkong|HMHeardön och McDonaldöarna|HNHonduras|
        HRKroatien|HTHaiti|HUUngern|IDIndonesien|IEIrland|ILIsrael|IMIsle of Man|INIndien|
        IOChagosöarna|IQIrak|IRIran|ISIsland|ITItalien|JEJersey|JMJamaica|JOJordanien|JPJapan|
        KEKenya|KGKirgizistan|KHKambodja|KIKiribati|KMKomorerna|KNS:t Kitts och Nevis|KPNordkorea|
        KRSydkorea|KWKuwait|KYCaymanöarna|KZKazakstan|LALaos|LBLibanon|LCS:t Lucia|LILiechtenstein|
        LKSri Lanka|LRLiberia|LSLesotho|LTLitauen|LULuxemburg|LVLettland|LYLibyen|MAMarocko|
        MCMonaco|MDMoldavien|MEMontenegro|MFSaint-Martin|MGMadagaskar|MHMarshallöarna|
        MKNordmakedonien|MLMali|MMMyanmar (Burma)|MNMongoliet|MOMacau|MPNordmarianerna|MQMartinique|
        MRMauretanien|MSMontserrat|MTMalta|MUMauritius|MVMaldiverna|MWMalawi|MXMexiko|MYMalaysia|
        MZMoçambique|NANamibia|NCNya Kaledonien|NENiger|NFNorfolkön|NGNigeria|NINicaragua|
        NLNederländerna|NONorge|NPNepal|NRNauru|NUNiue|NZNya Zeeland|OMOman|PAPanama|PEPeru|
        PFFranska Polynesien|PGPapua Nya Guinea|PHFilippinerna|PKPakistan|PLPolen|
        PMS:t Pierre och Miquelon|PNPitcairnöarna|PRPuerto Rico|PSPalestinska territorierna|
        PTPortugal|PWPalau|PYParaguay|QAQatar|RERéunion|RORumänien|RSSerbien|RURyssland|RWRwanda|
        SASaudiarabien|SBSalomonöarna|SCSeychellerna|SDSudan|SESverige|SGSingapore|SHS:t Helena|
        SISlovenien|SJSvalbard och Jan Mayen|SKSlovakien|SLSierra Leone|SMSan Marino|SNSenegal|
        SOSomalia|SRSurinam|SSSydsudan|STSão Tomé och Príncipe|SVEl Salvador|SXSint Maarten|
        SYSyrien|SZEswatini|TCTurks- och Caicosöarna|TDTchad|TFFranska sydterritorierna|TGTogo|
        THThailand|TJTadzjikistan|TKTokelauöarna|TLÖsttimor|TMTurkmenistan|TNTunisien|TOTonga|
        TRTurkiet|TTTrinidad och Tobago|TVTuvalu|TWTaiwan|TZTanzania|UAUkraina|UGUganda|
        UMUSA:s yttre öar|USUSA|UYUruguay|UZUzbekistan|VAVatikanstaten|
        VCS:t Vincent och Grenadinerna|VEVenezuela|VGBrittiska Jungfruöarna|
        VIAmerikanska Jungfruöarna|VNVietnam|VUVanuatu|WFWallis- och Futunaöarna|WSSamoa|YEJemen|
        YTMayotte|ZASydafrika|ZMZambia|ZWZimbabwe|
        """

    /// In English.
    private static let english = """
        ADAndorra|AEUnited Arab Emirates|AFAfghanistan|AGAntigua & Barbuda|AIAnguilla|ALAlbania|
        AMArmenia|AOAngola|AQAntarctica|ARArgentina|ASAmerican Samoa|ATAustria|AUAustralia|AWAruba|
        AXÅland Islands|AZAzerbaijan|BABosnia & Herzegovina|BBBarbados|BDBangladesh|BEBelgium|
        BFBurkina Faso|BGBulgaria|BHBahrain|BIBurundi|BJBenin|BLSt. Barthélemy|BMBermuda|BNBrunei|
        BOBolivia|BQCaribbean Netherlands|BRBrazil|BSBahamas|BTBhutan|BVBouvet Island|BWBotswana|
        BYBelarus|BZBelize|CACanada|CCCocos (Keeling) Islands|CDCongo - Kinshasa|
        CFCentral African Republic|CGCongo - Brazzaville|CHSwitzerland|CICôte d’Ivoire|
        CKCook Islands|CLChile|CMCameroon|CNChina|COColombia|CRCosta Rica|CUCuba|
        CVCape Verde|CWCuraçao|CXChristmas Island|CYCyprus|CZCzechia|DEGermany|DJDjibouti|DKDenmark|
        DMDominica|DODominican Republic|DZAlgeria|ECEcuador|EEEstonia|EGEgypt|EHWestern Sahara|
        EREritrea|ESSpain|ETEthiopia|FIFinland|FJFiji|FKFalkland Islands|FMMicronesia|
        FOFaroe Islands|FRFrance|GAGabon|GBUnited Kingdom|GDGrenada|GEGeorgia|GFFrench Guiana|
        GGGuernsey|GHGhana|GIGibraltar|GLGreenland|GMGambia|GNGuinea|GPGuadeloupe|
        GQEquatorial Guinea|GRGreece|GSSo. Georgia & So. Sandwich Isl.|GTGuatemala|GUGuam|
        GWGuinea-Bissau|GYGuyana|HKHong Kong|HMHeard & McDonald Islands|HNHonduras|HRCroatia|
        HTHaiti|HUHungary|IDIndonesia|IEIreland|ILIsrael|IMIsle of Man|INIndia|IOChagos Archipelago|
        IQIraq|IRIran|ISIceland|ITItaly|JEJersey|JMJamaica|JOJordan|JPJapan|KEKenya|KGKyrgyzstan|
        KHCambodia|KIKiribati|KMComoros|KNSt. Kitts & Nevis|KPNorth Korea|KRSouth Korea|KWKuwait|
        KYCayman Islands|KZKazakhstan|LALaos|LBLebanon|LCSt. Lucia|LILiechtenstein|LKSri Lanka|
        LRLiberia|LSLesotho|LTLithuania|LULuxembourg|LVLatvia|LYLibya|MAMorocco|MCMonaco|MDMoldova|
        MEMontenegro|MFSt. Martin|MGMadagascar|MHMarshall Islands|MKNorth Macedonia|MLMali|
        MMMyanmar (Burma)|MNMongolia|MOMacao|MPNorthern Mariana Islands|MQMartinique|MRMauritania|
        MSMontserrat|MTMalta|MUMauritius|MVMaldives|MWMalawi|MXMexico|MYMalaysia|MZMozambique|
        NANamibia|NCNew Caledonia|NENiger|NFNorfolk Island|NGNigeria|NINicaragua|NLNetherlands|
        NONorway|NPNepal|NRNauru|NUNiue|NZNew Zealand|OMOman|PAPanama|PEPeru|PFFrench Polynesia|
        PGPapua New Guinea|PHPhilippines|PKPakistan|PLPoland|PMSt. Pierre & Miquelon|
        PNPitcairn Islands|PRPuerto Rico|PSPalestinian Territories|PTPortugal|PWPalau|PYParaguay|
        QAQatar|RERéunion|RORomania|RSSerbia|RURussia|RWRwanda|SASaudi Arabia|SBSolomon Islands|
        SCSeychelles|SDSudan|SESweden|SGSingapore|SHSt. Helena|SISlovenia|SJSvalbard & Jan Mayen|
        SKSlovakia|SLSierra Leone|SMSan Marino|SNSenegal|SOSomalia|SRSuriname|SSSouth Sudan|
        STSão Tomé & Príncipe|SVEl Salvador|SXSint Maarten|SYSyria|SZEswatini|
        TCTurks & Caicos Islands|TDChad|TFFrench Southern Territories|TGTogo|THThailand|
        TJTajikistan|TKTokelau|TLTimor-Leste|TMTurkmenistan|TNTunisia|TOTonga|TRTürkiye|
        TTTrinidad & Tobago|TVTuvalu|TWTaiwan|TZTanzania|UAUkraine|UGUganda|UMU.S. Outlying Islands|
        USUnited States|UYUruguay|UZUzbekistan|VAVatican City|VCSt. Vincent & Grenadines|
        VEVenezuela|VGBritish Virgin Islands|VIU.S. Virgin Islands|VNVietnam|VUVanuatu|
        WFWallis & Futuna|WSSamoa|YEYemen|YTMayotte|ZASouth Africa|ZMZambia|ZWZimbabwe|
        """

    /// In German.
    private static let german = """
        ADAndorra|AEVereinigte Arabische Emirate|AFAfghanistan|AGAntigua und Barbuda|AIAnguilla|
        ALAlbanien|AMArmenien|AOAngola|AQAntarktis|ARArgentinien|ASAmerikanisch-Samoa|ATÖsterreich|
        AUAustralien|AWAruba|AXÅlandinseln|AZAserbaidschan|BABosnien und Herzegowina|BBBarbados|
        BDBangladesch|BEBelgien|BFBurkina Faso|BGBulgarien|BHBahrain|BIBurundi|BJBenin|
        BLSt. Barthélemy|BMBermuda|BNBrunei Darussalam|BOBolivien|BQKaribische Niederlande|
        BRBrasilien|BSBahamas|BTBhutan|BVBouvetinsel|BWBotsuana|BYBelarus|BZBelize|CAKanada|
        CCKokosinseln|CDKongo-Kinshasa|CFZentralafrikanische Republik|CGKongo-Brazzaville|CHSchweiz|
        CICôte d’Ivoire|CKCookinseln|CLChile|CMKamerun|CNChina|COKolumbien|CRCosta Rica|
        CUKuba|CVCabo Verde|CWCuraçao|CXWeihnachtsinsel|CYZypern|CZTschechien|DEDeutschland|
        DJDschibuti|DKDänemark|DMDominica|DODominikanische Republik|DZAlgerien|ECEcuador|EEEstland|
        EGÄgypten|EHWestsahara|EREritrea|ESSpanien|ETÄthiopien|FIFinnland|FJFidschi|
        FKFalklandinseln|FMMikronesien|FOFäröer|FRFrankreich|GAGabun|GBVereinigtes Königreich|
        GDGrenada|GEGeorgien|GFFranzösisch-Guayana|GGGuernsey|GHGhana|GIGibraltar|GLGrönland|
        GMGambia|GNGuinea|GPGuadeloupe|GQÄquatorialguinea|GRGriechenland|
        GSSüdgeorgien und die Südlichen Sandwichinseln|GTGuatemala|GUGuam|GWGuinea-Bissau|GYGuyana|
        HKHongkong|HMHeard und McDonaldinseln|HNHonduras|HRKroatien|HTHaiti|HUUngarn|IDIndonesien|
        IEIrland|ILIsrael|IMIsle of Man|INIndien|IOChagos-Archipel|IQIrak|IRIran|ISIsland|ITItalien|
        JEJersey|JMJamaika|JOJordanien|JPJapan|KEKenia|KGKirgisistan|KHKambodscha|KIKiribati|
        KMKomoren|KNSt. Kitts und Nevis|KPNordkorea|KRSüdkorea|KWKuwait|KYKaimaninseln|KZKasachstan|
        LALaos|LBLibanon|LCSt. Lucia|LILiechtenstein|LKSri Lanka|LRLiberia|LSLesotho|LTLitauen|
        LULuxemburg|LVLettland|LYLibyen|MAMarokko|MCMonaco|MDRepublik Moldau|MEMontenegro|
        MFSt. Martin|MGMadagaskar|MHMarshallinseln|MKNordmazedonien|MLMali|MMMyanmar|MNMongolei|
        MOMacao|MPNördliche Marianen|MQMartinique|MRMauretanien|MSMontserrat|MTMalta|MUMauritius|
        MVMalediven|MWMalawi|MXMexiko|MYMalaysia|MZMosambik|NANamibia|NCNeukaledonien|NENiger|
        NFNorfolkinsel|NGNigeria|NINicaragua|NLNiederlande|NONorwegen|NPNepal|NRNauru|NUNiue|
        NZNeuseeland|OMOman|PAPanama|PEPeru|PFFranzösisch-Polynesien|PGPapua-Neuguinea|
        PHPhilippinen|PKPakistan|PLPolen|PMSt. Pierre und Miquelon|PNPitcairninseln|PRPuerto Rico|
        PSPalästinensische Autonomiegebiete|PTPortugal|PWPalau|PYParaguay|QAKatar|RERéunion|
        RORumänien|RSSerbien|RURussland|RWRuanda|SASaudi-Arabien|SBSalomonen|SCSeychellen|SDSudan|
        SESchweden|SGSingapur|SHSt. Helena|SISlowenien|SJSpitzbergen und Jan Mayen|SKSlowakei|
        SLSierra Leone|SMSan Marino|SNSenegal|SOSomalia|SRSuriname|SSSüdsudan|
        STSão Tomé und Príncipe|SVEl Salvador|SXSint Maarten|SYSyrien|SZEswatini|
        TCTurks- und Caicosinseln|TDTschad|TFFranzösische Süd- und Antarktisgebiete|TGTogo|
        THThailand|TJTadschikistan|TKTokelau|TLTimor-Leste|TMTurkmenistan|TNTunesien|TOTonga|
        TRTürkei|TTTrinidad und Tobago|TVTuvalu|TWTaiwan|TZTansania|UAUkraine|UGUganda|
        UMAmerikanische Überseeinseln|USVereinigte Staaten|UYUruguay|UZUsbekistan|VAVatikanstadt|
        VCSt. Vincent und die Grenadinen|VEVenezuela|VGBritische Jungferninseln|
        VIAmerikanische Jungferninseln|VNVietnam|VUVanuatu|WFWallis und Futuna|WSSamoa|YEJemen|
        YTMayotte|ZASüdafrika|ZMSambia|ZWSimbabwe|
        """

    /// In French.
    private static let french = """
        ADAndorre|AEÉmirats arabes unis|AFAfghanistan|AGAntigua-et-Barbuda|AIAnguilla|ALAlbanie|
        AMArménie|AOAngola|AQAntarctique|ARArgentine|ASSamoa américaines|ATAutriche|AUAustralie|
        AWAruba|AXÎles Åland|AZAzerbaïdjan|BABosnie-Herzégovine|BBBarbade|BDBangladesh|BEBelgique|
        BFBurkina Faso|BGBulgarie|BHBahreïn|BIBurundi|BJBénin|BLSaint-Barthélemy|BMBermudes|
        BNBrunei|BOBolivie|BQPays-Bas caribéens|BRBrésil|BSBahamas|BTBhoutan|BVÎle Bouvet|
        BWBotswana|BYBiélorussie|BZBelize|CACanada|CCÎles Cocos|CDCongo-Kinshasa|
        CFRépublique centrafricaine|CGCongo-Brazzaville|CHSuisse|CICôte d’Ivoire|CKÎles Cook|
        CLChili|CMCameroun|CNChine|COColombie|CRCosta Rica|CUCuba|CVCap-Vert|CWCuraçao|
        CXÎle Christmas|CYChypre|CZTchéquie|DEAllemagne|DJDjibouti|DKDanemark|DMDominique|
        DORépublique dominicaine|DZAlgérie|ECÉquateur|EEEstonie|EGÉgypte|EHSahara occidental|
        ERÉrythrée|ESEspagne|ETÉthiopie|FIFinlande|FJFidji|FKÎles Malouines|FMMicronésie|
        FOÎles Féroé|FRFrance|GAGabon|GBRoyaume-Uni|GDGrenade|GEGéorgie|GFGuyane française|
        GGGuernesey|GHGhana|GIGibraltar|GLGroenland|GMGambie|GNGuinée|GPGuadeloupe|
        GQGuinée équatoriale|GRGrèce|GSGéorgie du Sud-et-les Îles Sandwich du Sud|GTGuatemala|
        GUGuam|GWGuinée-Bissau|GYGuyana|HKHong Kong|HMÎles Heard-et-MacDonald|HNHonduras|HRCroatie|
        HTHaïti|HUHongrie|IDIndonésie|IEIrlande|ILIsraël|IMÎle de Man|INInde|IOArchipel des Chagos|
        IQIrak|IRIran|ISIslande|ITItalie|JEJersey|JMJamaïque|JOJordanie|JPJapon|KEKenya|
        KGKirghizstan|KHCambodge|KIKiribati|KMComores|KNSaint-Christophe-et-Niévès|KPCorée du Nord|
        KRCorée du Sud|KWKoweït|KYÎles Caïmans|KZKazakhstan|LALaos|LBLiban|LCSainte-Lucie|
        LILiechtenstein|LKSri Lanka|LRLiberia|LSLesotho|LTLituanie|LULuxembourg|LVLettonie|LYLibye|
        MAMaroc|MCMonaco|MDMoldavie|MEMonténégro|MFSaint-Martin|MGMadagascar|MHÎles Marshall|
        MKMacédoine du Nord|MLMali|MMMyanmar (Birmanie)|MNMongolie|MOMacao|MPÎles Mariannes du Nord|
        MQMartinique|MRMauritanie|MSMontserrat|MTMalte|MUMaurice|MVMaldives|MWMalawi|MXMexique|
        MYMalaisie|MZMozambique|NANamibie|NCNouvelle-Calédonie|NENiger|NFÎle Norfolk|NGNigeria|
        NINicaragua|NLPays-Bas|NONorvège|NPNépal|NRNauru|NUNiue|NZNouvelle-Zélande|OMOman|PAPanama|
        PEPérou|PFPolynésie française|PGPapouasie-Nouvelle-Guinée|PHPhilippines|PKPakistan|
        PLPologne|PMSaint-Pierre-et-Miquelon|PNÎles Pitcairn|PRPorto Rico|
        PSTerritoires palestiniens|PTPortugal|PWPalaos|PYParaguay|QAQatar|RELa Réunion|RORoumanie|
        RSSerbie|RURussie|RWRwanda|SAArabie saoudite|SBÎles Salomon|SCSeychelles|SDSoudan|SESuède|
        SGSingapour|SHSainte-Hélène|SISlovénie|SJSvalbard et Jan Mayen|SKSlovaquie|SLSierra Leone|
        SMSaint-Marin|SNSénégal|SOSomalie|SRSuriname|SSSoudan du Sud|STSao Tomé-et-Principe|
        SVSalvador|SXSaint-Martin (partie néerlandaise)|SYSyrie|SZEswatini|
        TCÎles Turques-et-Caïques|TDTchad|TFTerres australes françaises|TGTogo|THThaïlande|
        TJTadjikistan|TKTokelau|TLTimor oriental|TMTurkménistan|TNTunisie|TOTonga|TRTurquie|
        TTTrinité-et-Tobago|TVTuvalu|TWTaïwan|TZTanzanie|UAUkraine|UGOuganda|
        UMÎles mineures éloignées des É.-U.|USÉtats-Unis|UYUruguay|UZOuzbékistan|
        VAÉtat de la Cité du Vatican|VCSaint-Vincent-et-les Grenadines|VEVenezuela|
        VGÎles Vierges britanniques|VIÎles Vierges des États-Unis|VNViêt Nam|VUVanuatu|
        WFWallis-et-Futuna|WSSamoa|YEYémen|YTMayotte|ZAAfrique du Sud|ZMZambie|ZWZimbabwe|
        """
}
