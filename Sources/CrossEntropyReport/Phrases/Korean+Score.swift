package import CrossEntropyEvaluation
package import CrossEntropyWorkflows

extension Korean: ScorePhrases {
  package func sentence(_ fault: ScoreFault) -> String {
    switch fault {
    case .noClassColumns:
      "클래스의 확률이 든 열을 찾지 못했습니다. 열 이름은 p_<클래스>나 클래스 이름이어야 하고, 클래스가 둘이면 양성 클래스의 열 이름은 probability여도 됩니다"
    case .severalColumns(let names):
      "확률이 든 열일 수 있는 열이 여럿입니다: \(listed(first: 8, of: names))"
    case .oneColumn(let name, let classes):
      "확률이 든 열은 \(quoted(name)) 하나인데 정답의 클래스는 \(grouped(classes))개입니다"
        + (classes == 1 ? ". 열 이름을 p_ 뒤에 그 클래스를 붙인 것으로 바꾸세요" : "")
    case .otherRowCount(let rows, let truth, let others):
      "이 파일은 \(grouped(rows))행인데 \(escaped(truth)) 파일은 \(grouped(others))행이라 순서만으로는 짝을 지을 수 없습니다"
    case .repeatedID(let column, let id, let line):
      "\(quoted(column)) 열의 ID \(quoted(id)) 값은 \(grouped(line))번째 줄에도 있어 정답이 둘입니다"
    case .otherID(let column, let own, let other, let file):
      "\(quoted(column)) 열에 같은 ID가 여러 번 나와 행을 차례대로 짝지어야 하는데, 이 행의 ID는 \(quoted(own)) 값이고 \(escaped(file)) 파일의 행은 \(quoted(other)) 값입니다"
    case .noSharedID(let column, let truth):
      "\(quoted(column)) 열의 ID 가운데 \(escaped(truth))에도 있는 것이 없습니다"
    case .unknownClass(let name, let classes):
      "정답 \(quoted(name))의 확률 열이 없습니다. 열이 있는 클래스: \(listed(first: 8, of: classes))"
    case .missing(let column): "\(quoted(column)) 열의 예측값이 비어 있습니다"
    case .nothingToScore(let item):
      (item == .row ? "정답이 있고 " : "") + "가중치가 0보다 큰 \(noun(item))이 없습니다"
    case .otherTruth(let own, let first, let file, let rows):
      "이 행의 정답은 \(quoted(own))인데 짝이 되는 \(escaped(file))의 행에서는 \(quoted(first))입니다"
        + (rows > 1 ? "(이런 쌍이 \(grouped(rows - 1))개 더 있습니다)" : "")
    case .noProbability(let value, let column, let rows):
      "\(quoted(column)) 열의 \(board(value))\(Particle.topic.after(board(value))) 확률이 아닙니다"
        + (rows > 1 ? "(다른 \(grouped(rows - 1))행도 마찬가지입니다)" : "")
    case .badSum(let sum, let rows):
      "이 행의 확률을 더하면 1이 아니라 \(boardBesideOne(sum))입니다"
        + (rows > 1 ? "(합이 1이 아닌 행이 모두 \(grouped(rows))개입니다)" : "")
    case .pipeOfLabels: "파이프는 한 번만 읽을 수 있는데 레이블마다 예측을 다시 읽어야 합니다"
    case .pipeReadTwice: "파이프로 들어오는 것은 한 번만 읽을 수 있는데 두 번 읽어야 합니다"
    case .columnsOfLabels(let columns, let labels):
      "레이블은 \(grouped(labels))개인데 확률 열은 \(grouped(columns))개입니다"
    case .noPart: "부분 결과가 아닙니다"
    case .otherPartVersion: "다른 버전에서 만든 부분 결과입니다"
    case .damagedPart: "이 부분 결과는 손상되었습니다"
    case .otherPart(let setting, let own, let first):
      "첫 부분과 다르게 만든 부분입니다. 이 부분: \(made(setting, own)), 첫 부분: \(made(setting, first))"
    case .weightsApart(let own, let first):
      "이 부분의 행은 가중치가 평균 \(board(own)), 첫 부분의 행은 평균 \(board(first))입니다. 서로, 또는 1과 이렇게 차이가 크면 더할 수 없습니다"
    case .sharedRows(let rows, let other):
      "전체의 "
        + "\(range(rows))번째 행이 이 부분과 \(escaped(other))에 모두 들어 있습니다"
    case .sharedID(let column, let id):
      "\(quoted(column)) 열의 ID \(quoted(id)) 값이 다른 부분에도 있습니다"
    case .otherClasses(let own, let first):
      "클래스(\(listed(first: 8, of: own)))가 첫 파일의 클래스(\(listed(first: 8, of: first)))와 다릅니다"
    case .tooGreatFirstRow(let most): "행 번호는 \(grouped(most))까지 쓸 수 있습니다"
    case .partOfSeveral(let files):
      "부분 결과는 파일 하나로 만드는데 파일이 \(grouped(files))개입니다. 하나씩 만든 다음 합치세요"
    case .gatesOfLabels(let labels):
      "조건, 기준, 행별 손실, 부분 결과, 보정기는 레이블 하나에만 쓸 수 있습니다. 다음 가운데 하나를 고르세요: \(listed(first: 8, of: labels))"
    case .noLogit(let value, let column):
      "\(quoted(column)) 열의 \(board(value))\(Particle.topic.after(board(value))) 확률의 로그가 아닙니다"
    case .noOutcome:
      "이름이 .json으로 끝나는 기준 파일은 'xent score'가 쓴 결과여야 하는데, 그렇지 않거나 버전이 다릅니다"
    case .changedOutcome: "숫자가 서로 맞지 않습니다. 'xent score'가 쓴 뒤에 바뀐 파일입니다"
    case .noLogLoss: "기준은 로그 손실로 비교하는데 로그 손실 없이 쓴 파일입니다. 다시 채점해 쓰세요"
    case .baselineOfOtherClasses(let classes, let own):
      "기준의 클래스(\(listed(first: 8, of: classes)))가 예측의 클래스(\(listed(first: 8, of: own)))와 다릅니다"
    case .severalOutcomes(let files):
      "기준은 파일 하나의 점수여야 하는데 파일 \(grouped(files))개의 점수가 들어 있습니다"
    case .otherKeptRows(let path): "\(escaped(path)) 파일을 쓸 때 함께 저장한 행들이 아닙니다"
    case .joinedOtherwise(let id):
      id.map { "기준의 행은 \(quoted($0)) 열로 구분하는데 이 파일은 그렇지 않습니다" }
        ?? "기준의 행은 ID 없이 저장되어 순서로 구분합니다"
    case .missingToken(let column): "\(quoted(column)) 열의 로그 확률이 비어 있습니다"
    case .positiveLog(let value, let column, let rows):
      "\(quoted(column)) 열의 \(board(value))\(Particle.topic.after(board(value))) 0보다 커서 확률의 자연로그일 수 없습니다"
        + (rows > 1 ? "(그런 토큰이 \(grouped(rows - 1))개 더 있습니다)" : "")
    case .otherTokens(let tokens, let first, let others):
      "이 파일의 토큰은 \(grouped(tokens))개, \(escaped(first))의 토큰은 \(grouped(others))개입니다. 같은 토큰이 같은 행에 있어야 짝을 지을 수 있습니다"
    case .otherUnit(let setting, let item, let own, let first, let file):
      "이 \(noun(item))의 \(setting == .group ? "\(group(of: item))\(Particle.topic.after(group(of: item)))" : "가중치는") \(quoted(own))인데 짝이 되는 \(escaped(file)) 파일의 \(noun(item))에서는 \(quoted(first))입니다. 이래서는 차이를 하나로 정할 수 없습니다"
    case .otherRows(let item, let file):
      (item == .row ? "가중치와 정답이 있는" : "가중치가 있는")
        + " \(noun(item))이 \(escaped(file)) 파일과 달라 짝을 지을 수 없습니다"
    case .otherPositive(let own, let first):
      "여기서는 마지막 열인 \(quoted(own)) 클래스가 양성인데 첫 파일에서는 \(quoted(first)) 클래스가 양성입니다"
    case .missingDocument(let column): "이 토큰의 문서가 비어 있습니다(\(quoted(column)) 열)"
    }
  }

  func noun(_ item: ScoredItem) -> String { item == .row ? "행" : "토큰" }

  /// What was given probability 0, with the particle of a subject.
  func impossible(_ item: ScoredItem) -> String {
    item == .row ? "정답의 확률을 0으로 준 행이" : "확률이 0인 토큰이"
  }

  private func group(of item: ScoredItem) -> String { item == .row ? "그룹" : "문서" }

  /// The numbers of rows that follow each other.
  private func range(_ rows: ClosedRange<Int>) -> String {
    rows.count == 1
      ? grouped(rows.lowerBound) : "\(grouped(rows.lowerBound))~\(grouped(rows.upperBound))"
  }

  private func made(_ setting: RequestSetting, _ value: String?) -> String {
    settings(setting)
      + (value.map { $0.isEmpty ? "" : " \(escaped($0, most: 80))" } ?? " 없음")
  }

  package func scored(
    _ path: String, rows: Int, weight: String?, classes: String, positive: String?
  ) -> String {
    "\(path): \(grouped(rows))행" + (weight.map { "(\(weighing($0)))" } ?? "") + ", 클래스 \(classes)"
      + (positive.map { "(양성 \($0))" } ?? "")
  }

  package func weighing(_ weight: String) -> String { "가중치 합 \(weight)" }

  package func brackets(percent: Int) -> String { "대괄호 안은 \(percent)\(gap)% 구간입니다" }

  package func scoreLabel(_ fact: ScoreFact) -> String {
    switch fact {
    case .logLoss: "로그 손실"
    case .baseRate: "기저율"
    case .brier: "브라이어 점수"
    case .accuracy: "정확도"
    case .balancedAccuracy: "균형 정확도"
    case .macroF1: "매크로 F1"
    case .matthews: "매튜스 상관"
    case .rocAUC: "ROC AUC"
    case .averagePrecision: "평균 정밀도"
    case .topAccuracies: "상위 k 정확도"
    case .ece: "ECE"
    case .calibration: "보정"
    case .decisions: "판정"
    case .costs: "비용"
    case .bestThreshold: "최적 임계값"
    case .worst: "손실 상위 1\(gap)%"
    case .suspects: "의심 레이블"
    case .toCheck: "살펴볼 행"
    case .positiveF1: "F1"
    case .wins: "승률"
    case .split: "로그 손실 분해"
    case .divergence: "예측 차이"
    case .recalibrated: "재보정 후"
    case .classwise: "클래스별 ECE"
    case .perplexity: "퍼플렉서티"
    case .allTokens: "토큰 전체"
    }
  }

  package func besideLogLoss(bits: String, perplexity: String) -> String {
    "\(bits) bits, 퍼플렉서티 \(perplexity)"
  }

  package func baseRate(_ nats: String, skill: String, isWorse: Bool) -> String {
    "클래스 비율만으로는 \(nats) nats이고, "
      + (isWorse ? "예측은 그보다 나쁩니다(줄인 비율 \(skill))" : "예측이 그중 \(skill)를 줄입니다")
  }

  package var noBaseRate: String { "클래스마다 10행이 안 되어 알 수 없습니다" }

  package func calibrationError(_ error: String, noise: String?, noise95: String?) -> String {
    error
      + (noise.map { noise in
        ", 확률이 옳아도 \(noise)쯤은 나옵니다" + (noise95.map { "(95\(gap)%가 \($0) 이하)" } ?? "")
      } ?? "")
  }

  package func kind(_ kind: CalibrationError.Kind) -> String? {
    switch kind {
    case .equalWidth: nil
    case .equalMass: "칸마다 행 수가 같습니다"
    case .smooth: "칸으로 나누지 않고, 폭이 이 값과 같은 가우스 커널로 구했습니다"
    }
  }

  package func calibration(pValue: String, isEvidence: Bool) -> String {
    isEvidence
      ? "확률이 우연으로 보기 어려울 만큼 어긋나 있습니다(p = \(pValue))"
      : "이 정도 행 수로는 어긋났다고 볼 근거가 없습니다(p = \(pValue))"
  }

  package func noCalibrationTest(isGrouped: Bool) -> String {
    (isGrouped ? "행이 그룹으로 묶여 있어" : "확률이 0인 정답이 있어") + " 검정하지 않았습니다"
  }

  package func impossible(
    _ rows: PredictionScores.Impossible, lines: String, of item: ScoredItem, areRows: Bool
  ) -> String {
    "\(impossible(item)) \(grouped(rows.rows))개 있어(\(lines)번째 \(areRows ? "행" : "줄")) 손실이 무한대입니다. \(noun(item))마다 최대 \(fixed(ScoreSums.mostClippedLoss, 1)) nats로 제한하면 로그 손실은 "
      + "\(fixed(rows.clippedLogLoss, 4))이고 그중 \(percent(rows.clippedShare))가 이 \(noun(item))들의 것입니다"
      + (rows.logLossOfOthers.map { ". 이 \(noun(item))들을 빼고 제한 없이 구하면 \(fixed($0, 4))입니다" } ?? "")
  }

  package func unlabelled(_ rows: Int) -> String { "정답이 없는 \(grouped(rows))행을 제외했습니다" }

  package func paired(
    _ path: String, with baseline: String, _ count: Int, of item: ScoredItem
  ) -> String {
    "\(path) 대 \(baseline), "
      + (item == .row ? "\(grouped(count))행을" : "토큰 \(grouped(count))개를") + " 짝지어 비교"
  }

  package func says(
    _ finding: ComparisonFinding, of item: ScoredItem, margin: String, detectable: String?
  ) -> String {
    switch finding {
    case .baseline, .failed: ""
    case .better: "더 낫습니다. 의미 있는 차이 \(margin)를 넘습니다"
    case .slightlyBetter: "조금 더 낫습니다. 의미 있는 차이 \(margin)를 넘는지는 알 수 없습니다"
    case .asGood: "차이가 없다고 볼 수 있습니다. 차이가 나도 \(margin) 미만입니다"
    case .slightlyWorse: "조금 더 나쁩니다. 의미 있는 차이 \(margin)를 넘는지는 알 수 없습니다"
    case .worse: "더 나쁩니다. 의미 있는 차이 \(margin)를 넘습니다"
    case .undecided:
      "이 \(noun(item))들로는 판단할 수 없습니다"
        + (detectable.map { ". 차이가 \($0) nats만 되었어도 드러났을 가능성이 큽니다" } ?? "")
    case .sameNumbers: "\(noun(item))마다 같은 결과입니다"
    }
  }

  package func infinite(_ difference: Double, of item: ScoredItem, clipped: String) -> String {
    difference > 0
      ? "+∞ nats. 이 파일에만 \(impossible(item)) 있어 더 나쁩니다. 손실을 자르면 \(clipped)"
      : "−∞ nats. 첫 파일에만 \(impossible(item)) 있어 더 낫습니다. 손실을 자르면 \(clipped)"
  }

  package func undefined(of item: ScoredItem, clipped: String) -> String {
    "두 파일 모두 \(impossible(item)) 있어 정해지지 않습니다. 손실을 자르면 \(clipped)"
  }

  package func wins(_ share: String, ties: String, of item: ScoredItem) -> String {
    "손실이 더 작은 \(noun(item)) \(share), 같은 \(noun(item)) \(ties)"
  }

  package func divergence(_ mean: String, median: String, most: String, same: String) -> String {
    "KL \(mean) nats(행의 절반은 \(median) 이하, 99\(gap)%는 \(most) 이하), 예측한 클래스가 같은 행 \(same)"
  }

  package func unpaired(_ own: Int, baseline: Int) -> String {
    "짝이 없어 제외한 행: 이 파일 \(grouped(own))개, 첫 파일 \(grouped(baseline))개"
  }

  package func adjusted(pairs: Int) -> String {
    "로그 손실의 구간은 \(pairs)쌍에 함께 성립하고, 다른 구간은 각각 성립합니다"
  }

  package func tokens(_ path: String, _ tokens: Int, documents: Int?) -> String {
    "\(path): " + (documents.map { "문서 \(grouped($0))개의 " } ?? "") + "토큰 \(grouped(tokens))개"
  }

  package func bitsPerToken(_ bits: String) -> String { "토큰당 \(bits) bits" }

  package func sentence(_ finding: LintFinding) -> String {
    switch finding {
    case .rounded(let decimals):
      "소수점 아래 \(decimals)자리까지만 있습니다. 확률을 반올림하면 손실이 커지고 작은 확률은 0이 되기도 합니다"
    case .offSums(let rows, let most, let precision):
      switch precision {
      case .decimals(let count):
        "소수점 아래 \(count)자리로 반올림한 탓에 확률의 합이 1에서 벗어난 행이 \(grouped(rows))개 있습니다(최대 \(board(most, digits: 2)))"
      case .digits(let count):
        "유효 숫자가 \(count)자리뿐이라 확률의 합이 1과 다른 행이 \(grouped(rows))개 있습니다(최대 \(board(most, digits: 2)) 차이)"
      case .bits(let count):
        "유효 비트가 \(count)개뿐이라 행 \(grouped(rows))개에서 확률의 합이 최대 \(board(most, digits: 2))만큼 1과 다릅니다"
      }
    case .looksLike(let scale, let said):
      (said == .logits ? "로짓이라고 했지만 " : "로그값이라고 했지만 ")
        + (scale == .percent
          ? "백분율로 보입니다. 값이 모두 0과 100 사이이고 행마다 합이 100입니다"
          : "확률로 보입니다. 값이 모두 0과 1 사이이고 행마다 합이 1입니다")
    case .decisions: "모든 값이 0이나 1입니다. 확률이 아니라 판정입니다"
    case .backwards(let area):
      "점수의 순서가 거꾸로입니다(ROC AUC \(fixed(area, 4))). 클래스의 열이 서로 바뀐 듯합니다"
    case .permuted(let classes, let columns, let logLoss):
      "클래스의 열이 뒤섞인 듯합니다(\(listed(first: 8, of: zip(classes, columns).map { "\($0)의 확률이 \($1) 열에" }))). "
        + "바로잡으면 로그 손실이 \(fixed(logLoss, 4))입니다"
    case .byOrder(let columns, let classes):
      "열 이름(\(listed(first: 8, of: columns)))과 같은 정답이 없어 차례대로 \(listed(first: 8, of: classes)) 클래스의 확률로 읽었습니다"
    case .temperatureAtBound(let temperature):
      "온도가 한계값 \(board(temperature))에 닿았고 이 행들로는 그 너머입니다. 온도를 정하려면 행이 더 있어야 합니다"
    case .joinedByID(let column, let isTruthAlone):
      (isTruthAlone
        ? "정답은 \(quoted(column)) 열이 같은 행에서 찾았습니다" : "\(quoted(column)) 열이 같은 행끼리 짝지었습니다")
        + ". 다른 열로 짝지으려면 \(settings(.idColumn)) 옵션으로 지정하세요"
    case .joinedInOrder(let column):
      (column.map { "\(quoted($0)) 열에 같은 ID가 여러 번 나오고" }
        ?? "모든 파일에 \(quoted(ScoreRequest.usualID)) 열이 있지는 않고")
        + " \(settings(.idColumn)) 옵션도 없어 행을 차례대로 짝지었습니다"
    case .otherLabels(let column, let rows, let first):
      "\(quoted(column)) 열의 클래스가 정답 파일과 다른 행이 \(grouped(rows))개 있습니다(처음은 \(grouped(first))번째 줄). 정답 파일을 따랐습니다"
    case .repeatedIDs(let rows, let column, let lines, let haveOneTruth):
      "\(quoted(column)) 열의 ID가 다른 행과 겹치는 행이 \(grouped(rows))개 있습니다"
        + (lines.isEmpty ? "" : "(처음 겹치는 줄: \(lines.map { grouped($0) }.joined(separator: ", ")))")
        + (haveOneTruth ? ". ID가 같은 행은 모두 그 ID의 정답 하나로 채점했습니다" : "")
    case .unseen(let names):
      "정답인 행이 없는 클래스: \(listed(first: 8, of: names))"
    case .fewGroups(let count, let item):
      "\(group(of: item))\(Particle.subject.after(group(of: item))) \(grouped(count))개뿐이어서 "
        + (count < MeanEstimate.fewestUnitsForInterval
          ? "구간을 구하지 않았습니다" : "구간이 너무 좁을 수 있습니다")
    case .narrowIntervals:
      "행이 \(MeanEstimate.fewestUnitsWithoutWarning)개 미만인 클래스가 있거나 틀린 행이 그보다 적어 구간이 모두 실제보다 좁습니다"
    case .missingRows(let first, let rows):
      "전체의 \(range(first))번째 행"
        + (rows > first.count ? "을 비롯해 \(grouped(rows))행이" : "이") + " 어느 부분에도 없습니다"
    case .notMerged(let metrics):
      "부분 결과를 만들 때 빠져 있어 구하지 않은 값: "
        + metrics.map(\.rawValue).joined(separator: ", ")
    case .fewRowsCostMost(let share, let item):
      "가장 나쁜 1\(gap)%의 \(noun(item))이 손실의 \(percent(share))를 차지해, \(noun(item)) 수에 비해 손실의 구간이 지나치게 좁게 나옵니다"
    case .unmatched(let predictions, let truths):
      "같은 ID의 짝이 없어 제외한 행: 예측 \(grouped(predictions))개, 정답 \(grouped(truths))개"
    case .sampled(let metrics, let rows):
      "메모리에 모두 담을 수 없어 뽑은 \(grouped(rows))행으로 구한 값: "
        + metrics.map(\.rawValue).joined(separator: ", ")
    case .tokensAsUnits:
      "토큰이 서로 독립이라고 보고 구한 구간인데, 한 글의 토큰은 서로 독립이 아니어서 구간이 너무 좁습니다. 글을 구분하는 열을 \(settings(.group)) 옵션으로 지정하세요"
    }
  }
}
