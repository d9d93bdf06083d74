import CrossEntropy
import Testing

struct TargetErrorTests {
  @Test func itSaysWhatIsWrongAndWhere() {
    let error = TargetError.labelOutOfRange(row: 12, label: "7", classes: 3)
    #expect("\(error)" == "row 12: label 7 is not one of the 3 classes 0 … 2")
  }
}
