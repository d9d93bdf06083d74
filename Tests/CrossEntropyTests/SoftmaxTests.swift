import CrossEntropy
import Testing

/// The digits are those of `Scripts/measure_vectors.py`.
struct SoftmaxTests {
  @Test(arguments: softmaxRows)
  func softmaxVectors(logits: [Double], probabilities: [Double], logProbabilities: [Double]) {
    for (got, expected) in zip(softmax(logits), probabilities) {
      #expect(ulps(got, expected) <= 4)
    }
    for (got, expected) in zip(logSoftmax(logits), logProbabilities) {
      #expect(ulps(got, expected) <= 4)
    }
    #expect(
      logSoftmax(logits) == logProbabilitiesOf(logits: matrix([logits]), unit: .softmax).row(0))
  }

  @Test(arguments: sigmoidRows)
  func sigmoidVectors(logit: Double, probability: Double, logProbability: Double) {
    #expect(ulps(sigmoid(logit), probability) <= 3)
    #expect(ulps(logSigmoid(logit), logProbability) <= 2)
  }

  @Test("The first of the greatest is the most probable; of none it is 0")
  func mostProbableClass() {
    #expect(mostProbable(ContiguousArray([1.0, 2, 2]).span) == 1)
    #expect(mostProbable(ContiguousArray<Float>().span) == 0)
  }

  @Test("Of many classes the first of the greatest is found, wherever it and its equals stand")
  func mostProbableOfMany() {
    for count in [63, 64, 65, 127, 128, 129, 1000] {
      for trial in 0..<50 {
        // Few different numbers, so that there are ties, and some that are none.
        var scores = ContiguousArray<Double>(
          (0..<count).map { Double(($0 * 7919 + trial * 104_729) % 9) })
        scores[trial * 37 % count] = 9
        scores[trial * 101 % count] = trial % 2 == 0 ? .nan : 9
        var top = 0
        for index in scores.indices where scores[index] > scores[top] { top = index }
        #expect(mostProbable(scores.span) == top, "of \(scores)")
      }
    }
  }

  @Test func edges() {
    #expect(softmax([]).isEmpty)
    #expect(softmax([7]) == [1])
    #expect(softmax([-.infinity, 0]) == [0, 1])
    #expect(softmax([-.infinity, -.infinity]) == [0, 0])
    #expect(softmax([.infinity, 0, .infinity]) == [0.5, 0, 0.5])
    #expect(softmax([1, .nan]).allSatisfy { $0.isNaN })
    #expect(logSoftmax([-.infinity, 0]) == [-.infinity, 0])
    #expect(logSoftmax([1e4, -1e4]) == [0, -2e4])
    #expect(logSoftmax([1, .nan]).allSatisfy { $0.isNaN })
    #expect(sigmoid(.infinity) == 1)
    #expect(sigmoid(-.infinity) == 0)
    #expect(sigmoid(.nan).isNaN)
    #expect(logSigmoid(.infinity) == 0)
    #expect(logSigmoid(-.infinity) == -.infinity)
    #expect(logSigmoid(-1e4) == -1e4)
    #expect(logSigmoid(.nan).isNaN)
  }

  // z, sigma(z), log sigma(z)
  // swift-format-ignore
  private static let sigmoidRows: [(Double, Double, Double)] = [
    (0.0, 0.5, -0.69314718055994531),
    (0.8, 0.68997448112761245, -0.37110066594777771),
    (-1.5, 0.18242552380635634, -1.7014132779827524),
    (1e-9, 0.50000000025, -0.69314718005994531),
    (-1e-17, 0.5, -0.69314718055994531),
    (20.0, 0.99999999793884638, -2.0611536203143807e-9),
    (40.0, 1, -4.248354255291589e-18),
    (-40.0, 4.248354255291589e-18, -40),
    (700.0, 1, -9.8596765437597709e-305),
    (-700.0, 9.8596765437597709e-305, -700),
    (0.1234, 0.53081091200157197, -0.63334941908359677),
    (-5.4321, 0.0043548532625841856, -5.4364643632558468),
  ]

  // logits, softmax, log-softmax
  // swift-format-ignore
  private static let softmaxRows: [([Double], [Double], [Double])] = [
    ([2.0, 1.0, 0.1], [0.65900113888596791, 0.24243297070471392, 0.098565890409318172], [-0.41703001627783348, -1.4170300162778335, -2.3170300162778335]),
    ([40.0, 0.0], [1, 4.248354255291589e-18], [-4.248354255291589e-18, -40]),
    ([10003.0, 10000.0], [0.95257412682243322, 0.047425873177566781], [-0.048587351573742059, -3.0485873515737421]),
    ([30.1, -10.3, 0.7], [0.99999999999982949, 2.8477570199822706e-18, 1.70507007384868e-13], [-1.7050985514190252e-13, -40.40000000000017, -29.400000000000172]),
    ([1.0, 1.000000001], [0.49999999974999998, 0.50000000025000002], [-0.69314718105994535, -0.69314718005994527]),
    ([0.3, -1.2, 2.7, 0.0, -3.4, 1.1, 0.9], [0.058618337587094687, 0.013079519053443162, 0.64616027436253809, 0.043425532550591749, 0.0014492520209818261, 0.13045750946026763, 0.10680957496508285], [-2.8367077032435405, -4.3367077032435404, -0.43670770324354029, -3.1367077032435405, -6.5367077032435404, -2.0367077032435404, -2.2367077032435404]),
    ([1e-8, -3e-8, 2e-8], [0.33333333666666661, 0.33333332333333341, 0.33333333999999999], [-1.0986122786681099, -1.0986123186681099, -1.0986122686681099]),
    ([100.0, -250.0, 60.0], [1, 9.9295903962649793e-153, 4.248354255291589e-18], [-4.248354255291589e-18, -350, -40]),
  ]
}
