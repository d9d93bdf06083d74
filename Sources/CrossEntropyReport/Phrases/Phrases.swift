package import CrossEntropyWorkflows

/// What the product says in one language.
///
/// The compiler finds a phrase that a language lacks: each is a requirement, or a case of a switch.
package protocol Phrases:
  CalibratePhrases, CalibrationPhrases, ComparePhrases, ConsolePhrases, ErrorPhrases,
  ExplainPhrases, FaultPhrases, GatePhrases, InspectPhrases, MeasurePhrases, PagePhrases,
  PlacePhrases, PredictPhrases, RecalibrationPhrases, ScoreClassPhrases, ScorePagePhrases,
  ScorePhrases, TablePhrases, TrainPhrases, UsagePhrases, Sendable
{
  /// How the face through which the product speaks calls its settings, such as `--folds`.
  var settings: @Sendable (RequestSetting) -> String { get }
}

/// The languages of text, page and errors.
public enum Language: String, Sendable, Hashable, CaseIterable {
  case english = "en"
  case korean = "ko"

  /// The language's phrases; `settings` names the settings of the face that speaks.
  package func phrases(settings: @escaping @Sendable (RequestSetting) -> String) -> any Phrases {
    switch self {
    case .english: English(settings: settings)
    case .korean: Korean(settings: settings)
    }
  }
}

/// The phrases in English.
package struct English: Phrases {
  package let settings: @Sendable (RequestSetting) -> String

  package init(settings: @escaping @Sendable (RequestSetting) -> String) {
    self.settings = settings
  }
}

/// The phrases in Korean.
package struct Korean: Phrases {
  package let settings: @Sendable (RequestSetting) -> String

  package init(settings: @escaping @Sendable (RequestSetting) -> String) {
    self.settings = settings
  }
}
