import CrossEntropy
import Testing

struct PolyLossTests {
  @Test(arguments: cases)
  func vectors(loss: PolyLoss, vector: LossVector) throws {
    try expectMatch(loss, vector, ErrorBounds(value: 12, gradient: 12))
  }

  @Test(arguments: cases)
  func softTargetsTakeTheMeanOverClasses(loss: PolyLoss, vector: LossVector) throws {
    try expectMeanOverClasses(
      loss, logits: vector.logits, bound: 12,
      slope: { logProbability, _ in 1 + abs(loss.epsilon) * exponential(logProbability) })
  }

  @Test(arguments: softRows)
  func softVectors(_ vector: SoftVector) throws {
    let pull = zip(softmax(vector.logits), vector.target).reduce(0) { $0 + $1.1 * (1 + 2 * $1.0) }
    try expectMatch(
      PolyLoss(), vector, valueBound: 12, gradientBound: 12,
      gradientScale: { p, t in t * (1 + 2 * p) + p * pull })
  }

  @Test func thePeersNumbers() throws {
    // optax 0.2.8, poly_loss_cross_entropy.
    let rows: [([Double], Int)] = [
      ([2, 1, 0.1], 0), ([0.5, 2.5, 0.3], 1), ([1.2, -0.7, 3.1], 1),
    ]
    let values: [(Double, [Double])] = [
      (2, [1.0990276, 0.61509144, 5.9204826]), (-1, [0.07603112, 0.02252856, 2.9777486]),
    ]
    for (epsilon, values) in values {
      for ((logits, label), value) in zip(rows, values) {
        #expect(
          try close(PolyLoss(epsilon: epsilon).value(logits: logits, label: label), value, 2e-7))
      }
    }
  }

  @Test func invalidEpsilonsTrap() async {
    await #expect(processExitsWith: .failure) { _ = PolyLoss(epsilon: -1.5) }
    await #expect(processExitsWith: .failure) { _ = PolyLoss(epsilon: .nan) }
    await #expect(processExitsWith: .failure) { _ = PolyLoss(unit: .identity) }
  }

  private static let cases: [(PolyLoss, LossVector)] =
    rows2.map { (PolyLoss(epsilon: 2), $0) } + rowsMinus1.map { (PolyLoss(epsilon: -1), $0) }
    + sigmoidRows2.map { (PolyLoss(epsilon: 2, unit: .sigmoid), $0) }
    + sigmoidRowsMinus1.map { (PolyLoss(epsilon: -1, unit: .sigmoid), $0) }

  // poly, epsilon 2: -log p + 2 (1 - p)
  // swift-format-ignore
  private static let rows2: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: 1.0990277385058977, gradient: [-0.79043613677996238, 0.56196017830054386, 0.22847595847941853]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: 0.61509141143723911, gradient: [0.28290816821145683, -0.51453378582313525, 0.23162561761167842]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 5.9204826228195598, gradient: [0.13249725571451501, -1.0183599213134462, 0.88586266559893119]),  // ordinary, wrong
    .init([20, 0], label: 0, value: 6.1834608566947875e-09, gradient: [-6.1834608460739023e-9, 6.1834608460739023e-9]),  // confident and right
    .init([40, 0], label: 0, value: 1.2745062765874767e-17, gradient: [-1.2745062765874767e-17, 1.2745062765874767e-17]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: 1.1160227928062508e-43, gradient: [-1.1160227928062508e-43, 4.1516895802102126e-87, 1.1160227928062508e-43]),  // confident and right, far
    .init([20, 0], label: 1, value: 21.999999997938846, gradient: [1.0000000020611536, -1.0000000020611536]),  // confident and wrong
    .init([0, 700], label: 0, value: 702, gradient: [-1, 1]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 2.8862943611198906, gradient: [0.375, 0.375, -1.125, 0.375]),  // all equal
    .init([3, 3, -1], label: 1, value: 1.7113380362834089, gradient: [0.98642910295828218, -1.0044961821974041, 0.018067079239121886]),  // two share the top
    .init([10003, 10000], label: 0, value: 0.14343909792887562, gradient: [-0.13777919263939103, 0.13777919263939103]),  // large offset
    .init([-10003, -10000], label: 0, value: 4.9537356052186085, gradient: [-1.0429274462842575, 1.0429274462842575]),  // large offset, below zero
    .init([-.infinity, 0, 1], label: 2, value: 0.85114453025821308, gradient: [0, 0.66216528785295883, -0.66216528785295883]),  // a masked class
    .init([-.infinity, 5], label: 1, value: 0, gradient: [0, 0]),  // only the label is left
    .init([1, 1.000000001], label: 0, value: 1.6931471815599454, gradient: [-1.00000000025, 1.00000000025]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 1.6931471805599451, gradient: [0.99999999999999994, -0.99999999999999994]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: 5.1152956542567848e-13, gradient: [-5.1152956542560579e-13, 8.5432710599458401e-18, 5.1152102215454585e-13]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 8.8864697454513221, gradient: [0.041317389220957712, 0.0092191556737873032, 0.45544886897023705, 0.030608674765883882, -1.0010173545908836, 0.091953540769694909, 0.075285191682559215, 0.016798396876934675, 0.27624370296189061, 0.0041424336689382548]),  // more classes
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 2.886294363984587, gradient: [-1.125, 0.37499999916015122, 0.37500000597626002, 0.37499999486358876]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 2.8865056173548448, gradient: [0.3750191462923319, -1.124999997520833, 0.37498434359616426, 0.37499650763233683]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: 2.992257929251584, gradient: [0.38375739093408302, -1.1244052303744399, 0.16810156637393231, 0.57254627306642459]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: 9.8715704785860982e-7, gradient: [9.8548861813312616e-7, 1.6527946413181346e-9, 1.5364395561909545e-11, -9.871567771700062e-7]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: 1.4914854575762733e-19, gradient: [6.4841096884979267e-24, -1.4914854575762733e-19, 6.5699735033145944e-27, 1.4914205507796533e-19]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: 0, gradient: [0, 0, 0, 0]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 180241102, gradient: [0, -1, 1, 0]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: 2.431945622001443, gradient: [-1.1111111111111111, 0.55555555555555556, 0.55555555555555556]),  // tiny numbers
    .init([7, 7, 7, -2], label: 3, value: 12.098571154604961, gradient: [0.33334704384168345, 0.33334704384168345, 0.33334704384168345, -1.0000411315250504]),  // all but one tie at the top
    .init([100000000.0, 100000000.0, 0], label: 1, value: 1.6931471805599453, gradient: [1, -1, 0]),  // a tie far up
  ]

  // poly, epsilon -1: -log p - (1 - p)
  // swift-format-ignore
  private static let rowsMinus1: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: 0.07603115516380139, gradient: [-0.11628022328106695, 0.082669366906798954, 0.033610856374267995]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: 0.022528578812187105, gradient: [0.021451511354790155, -0.039014523400958377, 0.017563012046168222]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 2.9777486521717417, gradient: [0.12518868583131973, -0.96218702466718595, 0.8369983388358662]),  // ordinary, wrong
    .init([20, 0], label: 0, value: 2.1241771218081205e-18, gradient: [-4.2483542377785675e-18, 4.2483542377785675e-18]),  // confident and right
    .init([40, 0], label: 0, value: 9.0242569392270758e-36, gradient: [-1.804851387845415e-35, 1.804851387845415e-35]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: 6.9194826336836877e-88, gradient: [-1.3838965267367375e-87, 5.1482002224120138e-131, 1.3838965267367375e-87]),  // confident and right, far
    .init([20, 0], label: 1, value: 19.000000004122307, gradient: [0.99999999587769277, -0.99999999587769277]),  // confident and wrong
    .init([0, 700], label: 0, value: 699, gradient: [-1, 1]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 0.63629436111989062, gradient: [0.1875, 0.1875, -0.5625, 0.1875]),  // all equal
    .init([3, 3, -1], label: 1, value: 0.19772596401693832, gradient: [0.24997941238762358, -0.25455794503453328, 0.0045785326469096777]),  // two share the top
    .init([10003, 10000], label: 0, value: 0.0011614783961752778, gradient: [-0.0022492134466546482, 0.0022492134466546482]),  // large offset
    .init([-10003, -10000], label: 0, value: 2.0960132247513088, gradient: [-0.90739746709152109, 0.90739746709152109]),  // large offset, below zero
    .init([-.infinity, 0, 1], label: 2, value: 0.044320266148227713, gradient: [0, 0.072329488128513268, -0.072329488128513268]),  // a masked class
    .init([-.infinity, 5], label: 1, value: 0, gradient: [0, 0]),  // only the label is left
    .init([1, 1.000000001], label: 0, value: 0.19314718080994533, gradient: [-0.25000000025000002, 0.25000000025000002]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 0.19314718055994525, gradient: [0.24999999999999994, -0.24999999999999994]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: 1.4536805350255464e-26, gradient: [-2.9073610700507623e-26, 4.8557063695647152e-31, 2.9073125129870666e-26]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 5.889528044686782, gradient: [0.041191285389925414, 0.009191018105773736, 0.45405880419849337, 0.030515254750157387, -0.99796217308682824, 0.091672891532492831, 0.075055415521233997, 0.016747126885259888, 0.27540058605884165, 0.0041297906446499408]),  // more classes
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 0.63629436255223879, gradient: [-0.56250000071617408, 0.18749999981880031, 0.18750000322685471, 0.18749999767051907]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 0.63639999419616736, gradient: [0.18752717873121192, -0.56255281281892225, 0.18750977574928664, 0.18751585833842369]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: 0.69052338262149963, gradient: [0.200910140966712, -0.58866465812782222, 0.088006928843001711, 0.29974758831810851]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: 5.4137730223433702e-14, gradient: [1.0809246611454539e-13, 1.8128534969731009e-16, 1.6852304289341177e-18, -1.0827543669467164e-13]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: 1.2358493723119474e-39, gradient: [1.0745505895248975e-43, -2.4716987446238948e-39, 1.0887799929839066e-46, 2.4715911806869431e-39]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: 0, gradient: [0, 0, 0, 0]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 180241099, gradient: [0, -1, 1, 0]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: 0.43194562200144302, gradient: [-0.44444444444444444, 0.22222222222222222, 0.22222222222222222]),  // tiny numbers
    .init([7, 7, 7, -2], label: 3, value: 9.098694559332597, gradient: [0.33330591062455234, 0.33330591062455234, 0.33330591062455234, -0.99991773187365703]),  // all but one tie at the top
    .init([100000000.0, 100000000.0, 0], label: 1, value: 0.19314718055994531, gradient: [0.25, -0.25, 0]),  // a tie far up
  ]

  // poly, epsilon 2, soft
  // swift-format-ignore
  private static let softRows: [SoftVector] = [
    .init([2, 1, 0.1], target: [0.7, 0.2, 0.1], value: 1.7677420554737293, gradient: [-0.27870850575400722, 0.1974174501782116, 0.081291055575795625]),  // ordinary
    .init([40, 0], target: [0.95, 0.05], value: 2.1000000000000001, gradient: [0.049999999999999991, -0.049999999999999991]),  // confident
    .init([40, 0], target: [0.05, 0.95], value: 39.899999999999998, gradient: [0.94999999999999996, -0.94999999999999996]),  // confident and wrong
    .init([10003, 10000], target: [0.5, 0.5], value: 2.5485873515737421, gradient: [0.45257412682243322, -0.45257412682243322]),  // large offset
    .init([30.1, -10.3, 0.7], target: [0.1, 0.6, 0.3], value: 34.860000000000103, gradient: [0.89999999999989766, -0.59999999999999998, -0.29999999999989768]),  // differences that round
    .init([1, 1.000000001], target: [0.5, 0.5], value: 1.6931471805599453, gradient: [-2.5000002068509275e-10, 2.5000002068509275e-10]),  // tiny gap
    .init([0, 700], target: [0.3, 0.7], value: 210.59999999999999, gradient: [-0.29999999999999999, 0.29999999999999999]),  // far
    .init([0.1, 0.2, 0.3], target: [0.3006096053557273, 0.33222499353334733, 0.3671654011109254], value: 2.4241872427871133, gradient: [0.021006844265728112, 0.0022093090972986295, -0.023216153363026741]),  // nearly met
    .init([0, 1e-7, 0, -1e-7], target: [0.25, 0.25, 0.25, 0.25], value: 2.8862943611198931, gradient: [-6.249999999999989e-16, 2.5000000624999978e-8, -6.249999999999989e-16, -2.4999999374999978e-8]),  // even, nearly met
    .init([1, 2, 3], target: [1e-12, 0.4, 0.599999999999], value: 1.8135340406739064, gradient: [0.17952743823901898, -0.10777660376570158, -0.071750834473317402]),  // a small share
    .init([-1.44519e-8, 2.32893e-9, -2.78128e-9], target: [0.1, 0.2, 0.7], value: 2.4319456185984708, gradient: [0.3888888847060859, 0.222222225756913, -0.61111111046299891]),  // random, scale 1e-8
    .init([-7.37886e-5, 8.74773e-5, -9.43283e-5], target: [0.25, 0.5, 0.25], value: 2.4318979759475984, gradient: [0.1388769988040467, -0.27774601027323007, 0.13886901146918337]),  // random, scale 1e-4
    .init([7.79245, 13.1668, -7.55286], target: [0.6, 0.3, 0.1], value: 6.6984316942812287, gradient: [-0.59814221238227113, 0.69814221098093004, -0.099999998598658909]),  // random, scale 1e1
    .init([53.1151, -14.2765, 359.146], target: [0.2, 0.2, 0.6], value: 136.69068000000001, gradient: [-0.20000000000000001, -0.20000000000000001, 0.40000000000000002]),  // random, scale 1e2
    .init([-.infinity, 0, 1], target: [0, 0.25, 0.75], value: 1.332203108888218, gradient: [0, 0.21555335461147697, -0.21555335461147697]),  // a masked class
    .init([0.5, -1, 2], target: [0, 0.25, 0.75], value: 1.7933594581378995, gradient: [0.38527983967895525, -0.18358873430581707, -0.20169110537313818]),  // a class that cannot be
  ]

  // sigmoid poly, epsilon 2
  // swift-format-ignore
  private static let sigmoidRows2: [LossVector] = [
    .init(0, label: 1, value: 1.6931471805599453, gradient: -1),  // even
    .init(0, label: 0, value: 1.6931471805599453, gradient: 1),  // even
    .init(0.8, label: 1, value: 0.99115170369255281, gradient: -0.73784491191297639),  // ordinary
    .init(-1.5, label: 1, value: 3.3365622303700397, gradient: -1.1158673803343094),  // ordinary, wrong
    .init(2, label: 0, value: 3.8885221669987374, gradient: 1.0907842487848955),  // ordinary, wrong
    .init(-0.3, label: 0, value: 1.405470210845209, gradient: 0.91447410656983275),  // ordinary
    .init(20, label: 1, value: 6.1834608566947875e-09, gradient: -6.1834608460739023e-9),  // confident and right
    .init(40, label: 1, value: 1.2745062765874767e-17, gradient: -1.2745062765874767e-17),  // confident and right: the loss must survive
    .init(-40, label: 0, value: 1.2745062765874767e-17, gradient: 1.2745062765874767e-17),  // confident and right
    .init(200, label: 1, value: 4.1516895802102126e-87, gradient: -4.1516895802102126e-87),  // confident and right, far
    .init(-20, label: 1, value: 21.999999997938846, gradient: -1.0000000020611536),  // confident and wrong
    .init(40, label: 0, value: 42, gradient: 1),  // confident and wrong
    .init(-700, label: 1, value: 702, gradient: -1),  // confident and wrong, far
    .init(1e-9, label: 1, value: 1.6931471795599453, gradient: -0.99999999975),  // tiny
    .init(-1e-17, label: 0, value: 1.6931471805599453, gradient: 1),  // tiny
    .init(4.99676e-9, label: 1, value: 1.6931471755631853, gradient: -0.99999999875081),  // random, scale 1e-8
    .init(-0.000178934, label: 1, value: 1.6933261185618786, gradient: -1.0000447294977086),  // random, scale 1e-4
    .init(0.545999, label: 1, value: 1.1905445001650742, gradient: -0.83130504900395323),  // random, scale 1e0
    .init(1.28628, label: 1, value: 0.67692892928220759, gradient: -0.5557194880728969),  // random, scale 1e1
    .init(-8.88462, label: 1, value: 10.884481525967905, gradient: -1.0001384452664103),  // random, scale 1e2
    .init(1907.15, label: 0, value: 1909.1500000000001, gradient: 1),  // random, scale 1e4
    .init(-13070700.0, label: 0, value: 0, gradient: 0),  // random, scale 1e8
    .init(0.9999999999999999, label: 1, value: 0.85114453025821315, gradient: -0.66216528785295887),  // just below 1
    .init(1.25, label: 1, value: 0.69732935899599059, gradient: -0.56890971281030289),  // beyond 1
    .init(-0.9999999, label: 0, value: 0.85114459647474372, gradient: 0.66216532568570177),  // before -1
  ]

  // sigmoid poly, epsilon -1
  // swift-format-ignore
  private static let sigmoidRowsMinus1: [LossVector] = [
    .init(0, label: 1, value: 0.19314718055994531, gradient: -0.25),  // even
    .init(0, label: 0, value: 0.19314718055994531, gradient: 0.25),  // even
    .init(0.8, label: 1, value: 0.061075147075390164, gradient: -0.096115822352093128),  // ordinary
    .init(-1.5, label: 1, value: 0.88383880178910875, gradient: -0.6684280241233108),  // ordinary, wrong
    .init(2, label: 0, value: 1.2461309330650901, gradient: 0.77580349257437593),  // ordinary, wrong
    .init(-0.3, label: 0, value: 0.12879776128018611, gradient: 0.18109917149759513),  // ordinary
    .init(20, label: 1, value: 2.1241771218081205e-18, gradient: -4.2483542377785675e-18),  // confident and right
    .init(40, label: 1, value: 9.0242569392270758e-36, gradient: -1.804851387845415e-35),  // confident and right: the loss must survive
    .init(-40, label: 0, value: 9.0242569392270758e-36, gradient: 1.804851387845415e-35),  // confident and right
    .init(200, label: 1, value: 9.5758479835700285e-175, gradient: -1.9151695967140057e-174),  // confident and right, far
    .init(-20, label: 1, value: 19.000000004122307, gradient: -0.99999999587769277),  // confident and wrong
    .init(40, label: 0, value: 39, gradient: 0.99999999999999999),  // confident and wrong
    .init(-700, label: 1, value: 699, gradient: -1),  // confident and wrong, far
    .init(1e-9, label: 1, value: 0.19314718030994531, gradient: -0.24999999975),  // tiny
    .init(-1e-17, label: 0, value: 0.19314718055994531, gradient: 0.25),  // tiny
    .init(4.99676e-9, label: 1, value: 0.19314717931075531, gradient: -0.24999999875081),  // random, scale 1e-8
    .init(-0.000178934, label: 1, value: 0.1931919180622367, gradient: -0.25004473550096666),  // random, scale 1e-4
    .init(0.545999, label: 1, value: 0.090164993842100879, gradient: -0.13453722865951006),  // random, scale 1e0
    .init(1.28628, label: 1, value: 0.027479554433428473, gradient: -0.046864943387941113),  // random, scale 1e1
    .init(-8.88462, label: 1, value: 7.8848969768334167, gradient: -0.99972305193403887),  // random, scale 1e2
    .init(1907.15, label: 0, value: 1906.1500000000001, gradient: 1),  // random, scale 1e4
    .init(-13070700.0, label: 0, value: 0, gradient: 0),  // random, scale 1e8
    .init(0.9999999999999999, label: 1, value: 0.044320266148227721, gradient: -0.07232948812851328),  // just below 1
    .init(1.25, label: 1, value: 0.029228942520064036, gradient: -0.049595351832811836),  // beyond 1
    .init(-0.9999999, label: 0, value: 0.044320273381177051, gradient: 0.07232949870393245),  // before -1
  ]
}
