/// What is made of the losses of a batch: their sum, or a mean that names its divisor.
public enum Reduction: String, Sendable, Hashable, Codable, CaseIterable {
  /// Σ of the rows' losses, each with its weight.
  case sum
  /// The sum over every row, ignored ones too.
  case meanOverRows = "mean_over_rows"
  /// The sum over the rows that were not ignored.
  case meanOverCountedRows = "mean_over_counted_rows"
  /// The sum over Σ of the rows' weights, class weights included.
  case meanOverWeight = "mean_over_weight"
  /// The sum over rows × outputs.
  case meanOverElements = "mean_over_elements"
}
