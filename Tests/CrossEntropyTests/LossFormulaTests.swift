import CrossEntropy
import Testing

struct LossFormulaTests {
  @Test func slotsAreFilledIn() {
    let template: LossFormula.Template = "−({complement})^{gamma} · {log} {p}"
    #expect(template.slots == ["complement", "gamma", "log", "p"])
    let values = ["complement": "1 − p₀", "gamma": "2", "log": "ln", "p": "p₀"]
    #expect(template.filled { values[$0] ?? "?" } == "−(1 − p₀)^2 · ln p₀")
    let plain: LossFormula.Template = "½"
    #expect(plain.slots.isEmpty)
    #expect(plain.filled { _ in "?" } == "½")
  }

  @Test func everySlotIsOneThatATextCanFillIn() {
    for entry in LossCatalog.entries {
      let parameters = entry.parameters.map(\.name)
      switch entry.formula {
      case .truth(let symbols, let numbers, let strength, let strengthNumbers):
        let known = Set(["p", "complement", "log", "surprisal"] + parameters)
        for template in [symbols, numbers, strength, strengthNumbers].compactMap({ $0 }) {
          #expect(known.isSuperset(of: template.slots), "\(entry.name)")
        }
      case .distance(let term, _, let slope):
        #expect(Set(term.slots + slope.slots) == ["p", "t"], "\(entry.name)")
      case .outputs(let softmax, let sigmoid):
        for outputs in [softmax, sigmoid] {
          let slots = [outputs.value, outputs.slope, outputs.s].compactMap { $0?.slots }.joined()
          let known = parameters + (entry.isInformation ? ["log", "perNat"] : [])
          #expect(Set(known).isSuperset(of: slots), "\(entry.name)")
          let optional = entry.parameters.filter(\.isOptional).map(\.name)
          #expect(Set(optional).isSuperset(of: outputs.balance?.slots ?? []), "\(entry.name)")
        }
      case nil: break
      }
    }
  }
}
