import Foundation

/// Reads country names and codes as files write them. It knows every country of ISO 3166-1 by its
/// two codes, by its Swedish, English, German and French names (CLDR's), and by other names in use.
enum Countries {
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

    private static let languages = ["sv", "en", "de", "fr"]

    /// Names and codes in use beside those, by alpha-2 code.
    private static let othersNames: [String: [String]] = [
        "CZ": ["Czech Republic", "Tjeckiska republiken"],
        "NL": ["Holland", "The Netherlands", "Niederlande"],
        "GB": ["Great Britain", "England", "Skottland", "Scotland", "UK", "Wales", "Nordirland"],
        "US": ["USA", "United States of America", "Amerikas förenta stater"],
        "GR": ["EL"],
        "TR": ["Turkey"],
        "CH": ["Switzerland"],
        "RU": ["Russian Federation"],
        "KR": ["Republic of Korea"],
        "MK": ["Macedonia", "Makedonien"],
    ]

    /// Alpha-2 codes by folded name or code. Filled when the first text comes that is not Sweden's.
    private static let codes: [String: String] = {
        var result: [String: String] = [:]
        let locales = languages.map { Locale(identifier: $0) }
        for joined in iso3166.split(whereSeparator: \.isWhitespace) {
            let code = String(joined.prefix(2))
            result[Column.folded(code)] = code
            result[Column.folded(String(joined.dropFirst(2)))] = code
            let names = locales.compactMap { $0.localizedString(forRegionCode: code) }
            for name in names + (othersNames[code] ?? []) { result[Column.folded(name)] = code }
        }
        return result
    }()

    /// - Returns: the ISO 3166-1 alpha-2 code, `SE` for an empty text, nil for an unknown country.
    static func code(_ text: String) -> String? {
        if text.isEmpty || text == "SE" || text == "Sverige" { return "SE" }
        return codes[Column.folded(text)]
    }
}
