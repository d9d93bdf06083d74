import CrossEntropy
import Foundation
import Testing

struct ObjectiveCodingTests {
  @Test func everyLossReadsBackWithItsOptions() throws {
    for loss in catalogLosses {
      let isSigmoid = loss.outputUnit == .sigmoid
      let isLinear = type(of: loss).isLinearInTarget
      for objective in [
        Objective(loss),
        try Objective(
          loss, classWeights: [1, 0.1], positiveWeights: isSigmoid && isLinear ? [3] : nil,
          labelSmoothing: 0.1, ignoredLabels: [-100, 7],
          logitOptions: LogitOptions(
            softCap: 30, temperature: 1.5, zLoss: loss.outputUnit == .softmax ? 1e-4 : 0)),
      ] {
        let data = try JSONEncoder().encode(objective)
        let again = try JSONDecoder().decode(Objective.self, from: data)
        #expect(again == objective)
        #expect(again.hashValue == objective.hashValue)
      }
    }
  }

  @Test func theJSONHasTheCataloguesNames() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(Objective(FocalLoss(gamma: 1), ignoredLabels: [3, -1]))
    #expect(
      String(decoding: data, as: UTF8.self) == """
        {"class_weights":null,"ignored_labels":[-1,3],"label_smoothing":0,"logit_options":\
        {"confidence_penalty":0,"soft_cap":null,"temperature":1,"z_loss":0},\
        "loss":{"name":"focal","parameters":{"gamma":1}},"output_unit":"softmax",\
        "positive_weights":null}
        """)
  }

  @Test func objectivesDifferByLossUnitParameterAndEveryOption() throws {
    let different = [
      Objective(FocalLoss()), Objective(FocalLoss(gamma: 1)), Objective(FocalLoss(unit: .sigmoid)),
      Objective(SoftmaxCrossEntropy()), try Objective(FocalLoss(), classWeights: [1, 1]),
      try Objective(FocalLoss(unit: .sigmoid), positiveWeights: [1]),
      try Objective(FocalLoss(), labelSmoothing: 0.1),
      try Objective(FocalLoss(), ignoredLabels: [0]),
      try Objective(FocalLoss(), logitOptions: LogitOptions(temperature: 2)),
    ]
    #expect(Set(different).count == different.count)
    #expect(Set(different + different).count == different.count)
    #expect(Set(catalogLosses.map { Objective($0) }).count == catalogLosses.count)
  }

  @Test func aLossThatIsNotInTheCatalogueIsNotWritten() {
    let objective = Objective(OwnLoss(factor: 2))
    #expect(objective == Objective(OwnLoss(factor: 2)))
    #expect(objective != Objective(OwnLoss(factor: 3)))
    #expect(throws: LossNameError.unknown(name: "focal")) { try JSONEncoder().encode(objective) }
  }

  @Test func whatIsLeftOutHasNoEffect() throws {
    #expect(
      try decoded(#"{"loss":{"name":"gce"},"output_unit":"softmax"}"#)
        == Objective(GeneralizedCrossEntropy()))
  }

  @Test(arguments: [
    (#""label_smoothing":1"#, ObjectiveError.outOfRange(.labelSmoothing, value: 1)),
    (#""class_weights":[1,-2]"#, .outOfRange(.classWeights, value: -2)),
    (#""positive_weights":[-1]"#, .outOfRange(.positiveWeights, value: -1)),
    (
      #""positive_weights":[1]"#,
      .notSupported(.positiveWeights, loss: "cross_entropy", unit: .softmax)
    ),
    (#""logit_options":{"temperature":0}"#, .outOfRange(.temperature, value: 0)),
    (#""logit_options":{"soft_cap":0}"#, .outOfRange(.softCap, value: 0)),
    (#""logit_options":{"z_loss":-1}"#, .outOfRange(.zLoss, value: -1)),
    (#""logit_options":{"confidence_penalty":-1}"#, .outOfRange(.confidencePenalty, value: -1)),
  ])
  func badOptionsAreRefused(_ option: String, _ error: ObjectiveError) {
    #expect(throws: error) {
      try decoded(#"{"loss":{"name":"cross_entropy"},"output_unit":"softmax",\#(option)}"#)
    }
  }

  @Test func badLossesAreRefused() {
    #expect(throws: LossNameError.unknown(name: "focl")) {
      try decoded(#"{"loss":{"name":"focl"},"output_unit":"softmax"}"#)
    }
    #expect(
      throws: LossNameError.outOfRange(
        loss: "focal", parameter: LossParameter("gamma", default: 2, in: .from(0)), value: -1)
    ) {
      try decoded(
        #"{"loss":{"name":"focal","parameters":{"gamma":-1}},"output_unit":"softmax"}"#)
    }
    #expect(
      throws: LossNameError.unitNotSupported(
        loss: "hinge", unit: .softmax, units: [.sigmoid])
    ) { try decoded(#"{"loss":{"name":"hinge"},"output_unit":"softmax"}"#) }
  }

  @Test func errorsSayWhatIsWrong() {
    #expect(
      "\(ObjectiveError.outOfRange(.labelSmoothing, value: 1.5))"
        == "label_smoothing must be in [0.0, 1.0), got 1.5")
    #expect(
      "\(ObjectiveError.notSupported(.zLoss, loss: "cross_entropy", unit: .sigmoid))"
        == "cross_entropy of sigmoid outputs takes no z_loss")
  }

  private func decoded(_ json: String) throws -> Objective {
    try JSONDecoder().decode(Objective.self, from: Data(json.utf8))
  }
}

/// A loss of one's own that has a name of the catalogue.
private struct OwnLoss: Loss {
  static let isLinearInTarget = true
  let factor: Double
  var name: String { "focal" }
  var outputUnit: OutputUnit { .softmax }

  func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double { factor }
}
