import CrossEntropy
import Testing

struct TargetRowTests {
  @Test func aLabelHasAllTheWeight() {
    let row = TargetRow(label: 1, spike: 2, base: Span(), mass: 2)
    let targets = (0..<3).map { row[$0] }
    #expect(targets == [0, 2, 0])
    let isHard = row.isHard
    #expect(isHard)
    let mass = row.mass(of: 2)
    #expect(mass == 2)
  }

  @Test func aBaseLiesBelowTheSpike() {
    let base: ContiguousArray = [0.25, 0.5, 0.125]
    let masses: ContiguousArray = [1.0, 2, 3]
    let row = TargetRow(label: 2, spike: 1, base: base.span, mass: 1, masses: masses.span)
    let targets = (0..<3).map { row[$0] }
    #expect(targets == [0.25, 0.5, 1.125])
    let isHard = row.isHard
    #expect(!isHard)
    let outputMasses = (0..<3).map { row.mass(of: $0) }
    #expect(outputMasses == [1, 2, 3])
  }

  @Test func withoutALabelItIsSoft() {
    let base: ContiguousArray = [0.25, 0.75]
    let row = TargetRow(label: -1, spike: 0, base: base.span, mass: 1)
    let targets = (0..<2).map { row[$0] }
    #expect(targets == [0.25, 0.75])
    let isHard = row.isHard
    #expect(!isHard)
  }
}
