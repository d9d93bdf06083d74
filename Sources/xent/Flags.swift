#if Tool
  import CrossEntropyWorkflows

  /// What the command calls a setting.
  func flag(_ setting: Setting) -> String {
    switch setting {
    case .target: "--target"
    case .ignore: "--ignore"
    case .weight: "--weight"
    case .group: "--group"
    case .missing: "--na"
    case .delimiter: "--delimiter"
    case .decimal: "--decimal"
    case .losses: "--losses"
    case .model: "--model"
    case .folds: "--folds"
    case .repeats: "--repeats"
    case .penalties: "--l2"
    case .stepSizes: "--learning-rate"
    case .seed: "--seed"
    case .threads: "--threads"
    case .distribution: "--p"
    case .forecast: "--q"
    case .counts: "--counts"
    case .column: "--column"
    case .given: "--given"
    case .normalize: "--normalize"
    case .logits: "--logits"
    case .probabilities: "--probabilities"
    case .label: "--label"
    case .targetProbabilities: "--target-probabilities"
    case .outputUnit: "--output"
    case .classWeights: "--class-weights"
    case .labelSmoothing: "--label-smoothing"
    case .scale: "--scale"
    case .inputs: "--input"
    }
  }
#endif
