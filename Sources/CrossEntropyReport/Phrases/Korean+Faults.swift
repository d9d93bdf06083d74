package import CrossEntropyWorkflows

extension Korean: FaultPhrases {
  package func sentence(_ fault: NumberFault) -> String {
    switch fault {
    case .notAProbability(let index, let x):
      "\(number(index, x)). 확률은 0 이상 1 이하여야 합니다"
    case .sum(let sum): "확률의 합이 1이 아니라 \(board(sum))입니다"
    case .cannotNormalize(let sum): "수의 합이 \(board(sum))이어서 나눌 수 없습니다"
    case .notACount(let index, let x): "\(number(index, x)). 횟수는 0 이상의 정수여야 합니다"
    case .tooGreatCount(let index, let x, let most):
      "\(number(index, x)). 횟수는 \(board(most)) 이하여야 합니다"
    case .nothingCounted: "횟수가 모두 0입니다"
    case .tooManyCounted: "횟수의 합이 너무 커서 계산할 수 없습니다"
    case .infiniteLogit(let index): "\(number(index, .infinity)). 로짓은 ∞일 수 없습니다"
    case .everyClassMasked: "모든 클래스가 가려져 있습니다"
    case .notFinite(let index, let x): "\(number(index, x)). 유한한 수여야 합니다"
    case .negativeWeight(let index, let x): "\(number(index, x)). 가중치는 0 이상이어야 합니다"
    case .tooGreatWeight(let index, let x, let most):
      "\(number(index, x)). 가중치는 기울기를 수로 나타낼 수 있도록 \(board(most)) 이하여야 합니다"
    case .wrongCount(let count, .output, let expected):
      "출력은 \(grouped(expected))개인데 수가 \(grouped(count))개입니다"
    case .wrongCount(let count, .class, let expected):
      "클래스는 \(grouped(expected))개인데 수가 \(grouped(count))개입니다"
    case .wrongCount(let count, .row, let expected):
      "\(settings(.distribution))의 행은 \(grouped(expected))개인데 여기는 \(grouped(count))개입니다"
    case .unequalOutcomes(let count, let forecast):
      "결과가 \(grouped(count))개인데 \(settings(.forecast))의 결과는 \(grouped(forecast))개입니다"
    case .noSuchClass(let label, let classes, let outputs):
      (outputs == 1 ? "출력 하나는 두 클래스를 가릅니다. " : "")
        + "\(label)\(Particle.topic.after("\(label)")) 클래스 0 … \(classes - 1) 가운데 하나가 아닙니다"
    case .severalTrue(let count): "클래스 \(count)개가 동시에 정답입니다"
    case .missingCell(let column): "\(quoted(column)) 열의 셀이 결측입니다"
    }
  }

  package func sentence(_ fault: SettingFault) -> String {
    switch fault {
    case .outOfRange(let setting, let x, .share):
      "\(settings(setting)) 값은 0 이상 1 미만이어야 합니다(받은 값: \(board(x)))"
    case .outOfRange(let setting, let x, .factor):
      "\(settings(setting)) 값은 기울기를 수로 나타낼 수 있도록 0보다 크고 "
        + "\(board(ExplainRequest.greatestFactor)) 이하여야 합니다(받은 값: \(board(x)))"
    case .softmaxOfOneOutput: "출력이 하나이면 소프트맥스는 항상 1입니다"
    case .notExplained(let unit): "\(unit) 출력은 단계별로 설명할 수 없습니다"
    case .needsTable(let loss):
      "\(loss) 손실은 가중치를 표에서 구하므로 한 행만으로는 계산할 수 없습니다"
    case .smoothsTwice(let loss):
      "\(loss) 손실과 \(settings(.labelSmoothing)) 옵션이 모두 레이블 스무딩을 합니다"
    case .takesNoClassWeights(let loss):
      "시그모이드 출력이 여럿인 \(loss)에는 클래스 가중치를 쓸 수 없습니다"
    case .together(let first, let second):
      "\(settings(first)) 옵션과 \(settings(second)) 옵션은 함께 쓸 수 없습니다"
    case .modelSaysOther(let setting):
      "\(settings(.model)) 값에 이미 다른 \(settings(setting)) 값이 들어 있습니다"
    case .drawsNone(let holdOut, let setting):
      "\(settings(holdOut)) 옵션을 주면 폴드를 뽑지 않으므로 \(settings(setting)) 옵션은 쓸모가 없습니다"
    case .alone(let setting): "\(settings(setting)) 옵션은 단독으로 쓸 수 없습니다"
    case .unused(let setting, let column):
      "\(settings(setting)) 옵션에 지정한 \(quoted(column)) 열은 측정 대상이 아닙니다"
    case .badCosts(let setting, let costs):
      "\(settings(setting)) 옵션에는 거짓 양성과 거짓 음성의 비용을 0 이상의 수 두 개로 주되 둘 다 0일 수는 없습니다"
        + "(받은 값: \(quoted(costs)))"
    case .forTwoClasses(let setting, let classes):
      "\(settings(setting)) 옵션은 클래스가 둘일 때 쓰는데 여기에는 클래스가 \(grouped(classes))개 있습니다"
    case .notInFormat(let setting, let format):
      ".\(format) 파일에는 \(settings(setting)) 옵션을 쓸 수 없습니다"
    case .keepsDelimiter(let setting, let delimiter):
      "\(settings(setting)) 옵션을 주면 표의 구분자(\(quoted(CollectionOfOne(delimiter))))를 그대로 쓰는데, .tsv 파일의 구분자는 탭입니다"
    case .severalLosses(let count): "모델은 손실 하나로 학습하는데 \(count)개를 지정했습니다"
    case .noCondition(let setting, let text):
      "\(settings(setting)) 옵션에는 log_loss<0.2처럼 점수 이름, 부등호(<, <=, >, >=), 수를 차례로 적어야 합니다(받은 값: \(quoted(text)))"
    case .unknownScore(let name): "이름이 \(quoted(name))인 점수는 없습니다"
    case .forOneFile(let setting, let files):
      "\(settings(setting)) 옵션은 파일이 하나일 때만 쓸 수 있는데 \(grouped(files))개를 지정했습니다"
    case .forOneTarget(let setting, let targets):
      "\(settings(setting)) 옵션은 목표 열이 하나일 때만 쓸 수 있습니다(지정한 목표 열: \(grouped(targets))개)"
    }
  }

  private func number(_ index: Int, _ x: Double) -> String {
    "\(index + 1)번째 수가 \(board(x))입니다"
  }
}
