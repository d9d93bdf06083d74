/// What the targets of a row are, and with it what a label, a class weight and smoothing mean.
public enum TargetKind: String, Sendable, Codable, CaseIterable {
  /// The outputs of a row are the classes of one distribution, and its targets sum to 1.
  case distribution
  /// Each output is true or not, with a target from 0 to 1; a single one tells two classes apart.
  case indicators
  /// Each output has its own number, measured or counted.
  ///
  /// A label is then the row of zeros with a 1 in its place, or 0 and 1 for a single output.
  case measurements
}
