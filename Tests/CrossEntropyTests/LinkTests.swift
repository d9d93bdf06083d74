import CrossEntropy
import Testing

struct LinkTests {
  /// Saved models may name their link by these words.
  @Test func rawNamesDoNotChange() {
    #expect(
      LinkFunction.allCases.map(\.rawValue) == ["identity", "logit", "multinomialLogit", "log"])
  }

  @Test func aUnitIsTheInverseOfItsLink() {
    #expect(OutputUnit.allCases.map(\.link) == [.identity, .logit, .multinomialLogit, .log])
    #expect(LinkFunction.identity.predictions(of: [-1.5, 7]) == [-1.5, 7])
    #expect(LinkFunction.logit.predictions(of: [0.8, -1.5]) == [sigmoid(0.8), sigmoid(-1.5)])
    #expect(LinkFunction.multinomialLogit.predictions(of: [2, 1, 0.1]) == softmax([2, 1, 0.1]))
    #expect(close(LinkFunction.log.predictions(of: [0, 1]), [1, 2.718281828459045]))
  }

  @Test(arguments: [
    // p and log(p / (1 − p)) by mpmath, 60 digits.
    (0.1, -2.1972245773362193), (0.3, -0.84729786038720365), (0.5000000001, 4.000000330961484e-10),
    (0.74, 1.0459685551826877), (0.9971, 5.8401403288423142), (1e-300, -690.77552789821371),
    (0.9999999999999999, 36.736800569677101), (0.5, 0),
  ])
  func vectors(p: Double, logit: Double) throws {
    #expect(try ulps(LinkFunction.logit.logits(of: [p])[0], logit) <= 4)
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func predictionsSurviveTheRoundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed)
    let p = random.distribution(5)
    #expect(
      try close(
        LinkFunction.multinomialLogit.predictions(of: LinkFunction.multinomialLogit.logits(of: p)),
        p))
    #expect(try close(LinkFunction.logit.predictions(of: LinkFunction.logit.logits(of: p)), p))
    let rates = random.uniforms(5, in: 0...1e3)
    #expect(try close(LinkFunction.log.predictions(of: LinkFunction.log.logits(of: rates)), rates))
  }

  @Test func theSymmetricLinkOfScikitLearn() throws {
    // scikit-learn 1.9.1, MultinomialLogit().link([.2, .3, .5]): ours less its mean.
    let z = try LinkFunction.multinomialLogit.logits(of: [0.2, 0.3, 0.5])
    let mean = z.reduce(0, +) / 3
    #expect(
      close(
        z.map { $0 - mean }, [-0.44058527999410635, -0.03512017188594203, 0.4757054518800486]))
  }

  @Test func edges() throws {
    #expect(try LinkFunction.logit.logits(of: [0, 1]) == [-.infinity, .infinity])
    #expect(try LinkFunction.multinomialLogit.logits(of: [0, 1]) == [-.infinity, 0])
    #expect(try LinkFunction.log.logits(of: [0, 1]) == [-.infinity, 0])
    #expect(LinkFunction.log.predictions(of: [-.infinity]) == [0])
  }
}
