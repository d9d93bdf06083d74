// What text in a language is mostly made of, to tell its encoding from those that only happen to decode.

/// Syllables that make up most of Korean text and of the names in tables.
let commonHangul = Set(
  """
  이다는의에을가한하고지로기사도자를시인대은서리어나해들과수그일정부아스전만보제라상게원공동장\
  있여관우방국조구성주생소것세경면없유신모선계연으요않등재물발교된비년마중분회야적했되안였려치실방\
  간산행용위업학개무진거때문남양금내회화통현체식저말명방달결심오드음람새의작품울했각불트단살님바\
  미영들호평반환질매청가역름본설작강번월표살당히노타습입러약직급크림복추점권와건최태린근료남북민\
  박김군군합격호터투니까지운디외합특축색별형날씨량율률값총액종목코등급번호키몸무게섬펭귄부리길날개물갈래암수\
  컷혈압당뇨환자나이성별직업소득지역서울구산대전광천울세종강원충청라제주남북여름봄겨울가을월화목토
  """)

/// Letters that make up most of Chinese text and of the names in tables.
let commonHanzi = Set(
  """
  的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过\
  发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前\
  开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重\
  并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常\
  先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报\
  才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼\
  书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术\
  领共确传师观清今切院让识候带导争运姓龄籍号码省县城镇街北京上海广州深圳温均率价额数学语英数班级\
  编日期时期性男女身高体重地址电话备注合计平均最大最小类型状态结果分数成绩目标标签
  """)

/// Letters beyond ASCII of the languages of Western Europe, each by itself.
let westernAlphabets: [Set<Character>] = [
  // German.
  Set("äöüßÄÖÜé"),
  // French.
  Set("àâçéèêëîïôœùûüÿÀÂÇÉÈÊËÎÏÔŒÙÛ"),
  // Spanish.
  Set("áéíóúüñÁÉÍÓÚÜÑ"),
  // Portuguese.
  Set("áàâãçéêíóôõúÁÀÂÃÇÉÊÍÓÔÕÚ"),
  // Italian.
  Set("àèéìòùÀÈÉÌÒÙ"),
  // Swedish and Finnish.
  Set("åäöéÅÄÖÉ"),
  // Danish and Norwegian.
  Set("æøåéÆØÅÉ"),
  // Dutch.
  Set("ëïéèöüËÏÉ"),
]

/// Letters that in the code pages of Central and Eastern Europe are others: a word or two with them is no proof.
let ambiguousLetters = Set("àâãåæçèêìïñòõøùûœÀÂÃÅÆÇÈÊÌÏÑÒÕØÙÛŒ")

/// Signs beyond ASCII that stand in Western tables.
let westernSigns = Set("’‘“”„–—…€£§°±µ²³«»®©·½¼¾×\u{A0}‰ºª¿¡")
