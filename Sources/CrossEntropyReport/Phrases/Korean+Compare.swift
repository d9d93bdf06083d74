package import CrossEntropyEvaluation
package import CrossEntropyLearning
package import CrossEntropyWorkflows

extension Korean: ComparePhrases {
  // MARK: Terms

  package func head(_ term: Term) -> String {
    switch term {
    case .brierScore: "브라이어"
    case .balancedAccuracy: "균형 정확도"
    case .rocAUC: "AUC"
    case .calibrationGain: "이득"
    case .classwiseError: "클래스별"
    case .difference: "nats"
    case .foldsWon: "승"
    case .stepSize: "스텝"
    case .searchFits: "학습 횟수"
    case .finalFits: "최종"
    case .optimizerSteps: "스텝"
    default: name(term)
    }
  }

  // MARK: The table

  package func whichLoss(_ target: String, isMultiLabel: Bool, of table: String?) -> String {
    let table = table.map { "\($0)의 " } ?? ""
    return isMultiLabel
      ? "\(table)\(target)에는 어떤 손실이 좋을까요?" : "\(table)'\(target)'에는 어떤 손실이 좋을까요?"
  }

  package func label(_ fact: TableFact) -> String {
    switch fact {
    case .rows: "행"
    case .classes: "클래스"
    case .labels: "레이블"
    case .missing: "결측"
    case .leaks: "누수 의심"
    case .dropped: "제외 열"
    case .leftOut: "제외 행"
    case .model: "모델"
    case .folds: "폴드"
    case .constant: "기준"
    case .work: "계산"
    }
  }

  package func count(_ n: Int, _ thing: Countable) -> String {
    let number = grouped(n)
    return switch thing {
    case .rows: "행 \(number)개"
    case .groups: "그룹 \(number)개"
    case .classes: "클래스 \(number)개"
    case .labels: "레이블 \(number)개"
    case .numberColumns: "수치형 열 \(number)개"
    case .categoryColumns: "범주형 열 \(number)개"
    case .sparseColumns: "희소 열 \(number)개"
    case .textColumns: "글 열 \(number)개"
    case .encodedColumns: "인코딩한 열 \(number)개"
    case .levels: "수준 \(number)개"
    case .places: "특성 \(number)개"
    case .words: "단어와 단어 쌍 \(number)개"
    case .trainingRows: "학습 행 \(number)개"
    }
  }

  package var date: String { "날짜" }
  package var weighted: String { "가중치" }
  package var positiveClass: String { "양성 클래스" }
  package var none: String { "없음" }
  package func imputed(_ columns: String) -> String { "\(columns): 평균으로 채우고 따로 표시했습니다" }
  package func categoryOfItsOwn(_ columns: String) -> String { "\(columns): 별도의 범주로 다루었습니다" }
  package func imputedToTest(_ columns: String) -> String {
    "\(columns): 평가할 행에만 있어 표시 없이 평균으로 채웠습니다"
  }
  package func noCategoryToTest(_ columns: String) -> String {
    "\(columns): 평가할 행에만 있어 어느 범주로도 보지 않았습니다"
  }
  package func ofWhich(_ count: Int, tested: Int?) -> String {
    grouped(count) + (tested.map { ", 평가용 \(grouped($0))" } ?? "")
  }
  package func testGroups(_ n: Int) -> String { "평가할 그룹 \(grouped(n))개" }
  package func more(_ n: Int) -> String { "외 \(grouped(n))개" }

  package func unlabelledRows(_ n: Int, tested: Int?, target: String?) -> String {
    (target.map { "'\($0)' 값이 없는" } ?? "레이블이 빠진") + " 행 \(grouped(n))개"
      + (tested.map { "(평가용 \(grouped($0))개)" } ?? "")
  }

  package func testRows(_ n: Int) -> String { "그중 \(grouped(n))행으로 평가" }

  package func folds(
    _ folds: Int, by holdOut: HoldOut?, repeats: Int, seed: UInt64
  ) -> String {
    let cut: String
    switch holdOut {
    case .folds(let column): cut = ", '\(escaped(column))' 열의 값대로"
    case .order(let column): cut = ", '\(escaped(column))' 순서대로"
    case .table(let path, _): return "나누지 않고 \(by(source(path))) 평가, 시드 \(seed)"
    case .share(let share):
      return "나누지 않고 행의 \(board(100 * share)) %를 한 번 빼 두어 평가, 시드 \(seed)"
    case nil: cut = ""
    }
    return "\(folds)개" + cut + (repeats > 1 ? ", \(repeats)회 반복" : "") + ", 시드 \(seed)"
  }

  package func constantScores(
    _ nats: String, isMultiLabel: Bool, isTested: Bool
  ) -> String {
    "\(isMultiLabel ? "레이블" : "클래스") 비율만으로 예측하면 "
      + "\(place(isTested))에서 \(nats) nats입니다"
  }

  package func work(fits: Int, memory: Int, seconds: Double?) -> String {
    "학습 \(grouped(fits))번, 메모리 최대 약 \(self.memory(memory, rounded: .up))"
      + (seconds.map { ", 약 \(duration(wholeSeconds($0)))" } ?? "")
  }

  // MARK: Headings

  package func scoresHeading(_ reading: ProbabilityReading?, isTested: Bool) -> String {
    switch reading {
    case .asTrained: "\(place(isTested))의 로그 손실과 점수, 학습한 그대로"
    case .recalibrated: "\(place(isTested))의 로그 손실과 점수, 모든 손실을 똑같이 재보정한 뒤"
    case nil: "\(place(isTested))의 점수, 학습한 그대로(마지막 열은 똑같이 재보정한 로그 손실)"
    }
  }

  package func differencesHeading(
    percentOfIntervals: Int?, decidedBy decision: DecidingInterval
  ) -> String {
    let what = decision == .retrained ? "다시 학습할 때의" : "이번에 학습한 모델에 대한"
    return "교차 엔트로피와의 차이(0보다 작으면 나음)"
      + (percentOfIntervals.map { ", \(what) \($0)\(gap)% 구간" } ?? "")
  }
  package var searchHeading: String { "탐색으로 고른 값과 그 비용" }
  package var speedHeading: String {
    "학습 속도: 단순한 경사 하강법으로 공통 목표에 이르는 데 걸린 에포크"
  }
  package var speedSummaryHeading: String {
    "공통 로그 손실까지 걸린 에포크: 교차 엔트로피; 나머지 중 가장 빠른 것과 느린 것"
  }
  package var verdictHeading: String { "결론" }
  package var notesHeading: String { "참고" }

  // MARK: Scores and differences

  package func intervals(comparisons: Int, percent: Int) -> String {
    "구간은 비교 \(comparisons)건 전체에 대한 \(percent)\(gap)% 동시 신뢰 구간입니다."
  }

  package var tooFewUnits: String { "표본 부족" }
  package var notCompared: String { "학습 실패" }
  package var sameFit: String { "같은 학습" }

  // MARK: Speed

  package func start(_ start: LearningSpeed.Start.Kind) -> String {
    switch start {
    case .small: "작은 초기값"
    case .saturated: "포화된 초기값"
    }
  }

  package func startDrawn(_ start: LearningSpeed.Start.Kind, deviation: String) -> String {
    "\(self.start(start)) N(0, \(deviation)²)"
  }
  package func atStep(_ step: String) -> String { "스텝 \(step)" }
  package var ownBest: String { "최적 스텝" }
  package func notInEpochs(_ epochs: Int) -> String { "\(epochs) 초과" }
  package var diverged: String { "발산" }

  package func speedSummary(
    _ epochs: String, fastest: (title: String, epochs: String)?,
    slowest: (title: String, epochs: String)?
  ) -> String {
    guard let fastest, let slowest else { return epochs }
    return fastest.title == slowest.title
      ? "\(epochs); \(fastest.epochs)(\(fastest.title))"
      : "\(epochs); \(fastest.epochs)(\(fastest.title)), \(slowest.epochs)(\(slowest.title))"
  }

  package func speedTarget(_ target: String?, baseRate: String, lowest: String) -> String {
    target.map {
      "목표는 학습 행의 로그 손실 \($0) nats입니다. 클래스 비율만 쓸 때의 \(baseRate)에서 손실들이 도달한 가장 낮은 값 "
        + "\(lowest)까지 가는 길의 \(percent(LearningSpeed.targetShare, 0)) 지점이며, 모든 손실을 에포크마다 재보정한 뒤 잽니다."
    } ?? "어떤 손실도 클래스 비율만 쓸 때의 로그 손실 \(baseRate)보다 낮아지지 않아 목표가 없습니다."
  }

  package func speedMethod(
    _ model: ModelKind, starts: [String], batch: Int, rows: Int, readsBalancedFit: Bool,
    epochs: [Int]
  ) -> String {
    let subject =
      switch model {
      case .linear, .sparseLinear: "선형 모델"
      case .network: "신경망"
      }
    return "\(subject)을 두 초기값에서 학습합니다: \(list(starts)). 첫 폴드의 학습 행 "
      + "\(grouped(rows))개를 \(batch)개씩 배치로 묶습니다"
      + (readsBalancedFit ? "(사전 확률 보정은 클래스 균형 CE의 모델을 그대로 씁니다)" : "")
      + ". 그림은 공통 스텝에서 에포크 " + epochs.map { "\($0)" }.joined(separator: " ")
      + " 뒤의 학습 정확도입니다."
  }

  package func epochsMean(seeds: Int, epochs: Int) -> String {
    "에포크는 시드 \(seeds)개의 중앙값이고 괄호 안은 그 범위입니다. 시드마다 초기값과 행의 순서가 다르며, 목표에 이르지 못한 학습은 "
      + "\(epochs)에포크보다 오래 걸린 것으로 셉니다. 최적 스텝은 첫 시드에서 가장 빨리 목표에 이른 스텝입니다. 이른 스텝이 없으면 가장 "
      + "가까이 간 스텝입니다."
  }

  // MARK: Notes, verdict, what next

  package func note(_ sentence: String) -> String { "참고: \(sentence)" }

  package func sentence(_ note: CompareNote) -> String {
    switch note {
    case .table(let note): sentence(note)
    case .heldOut(.folds(let column)):
      "폴드는 '\(escaped(column))' 열의 값대로 나누었습니다. 다시 학습할 때의 구간은 이렇게 나눈 폴드에 대한 것입니다."
    case .heldOut(.order(let column)):
      "'\(escaped(column))' 순서로 나눈 구간을 각각 그 앞의 행으로 예측했으며, 첫 구간은 학습에만 썼습니다. "
        + "신뢰 구간은 이만큼 뒤에 오는 행에 대한 것입니다."
    case .heldOut(.table(let path, _)):
      "표 전체로 학습하고, 학습에 쓰지 않은 \(by(source(path))) 평가했습니다. 구간은 이번에 학습한 모델을 비슷한 새 행에 "
        + "적용할 때의 것이며, 다른 행으로 학습했을 때의 변동은 포함하지 않습니다."
    case .heldOut(.share):
      "행 일부를 한 번만 빼 두고 점수를 매기는 학습에는 쓰지 않았습니다. 저장하는 모델은 모든 행으로 학습합니다. 구간은 이번에 학습한 "
        + "모델에만 해당하며, 다른 행으로 배웠을 때 얼마나 달라질지는 알 수 없습니다."
    case .endedEarly(.timeLimit, let done):
      "시간 제한에 따라 \(grouped(done))회 반복한 뒤 비교를 마쳤습니다."
    case .endedEarly(.interrupted, let done):
      "\(grouped(done))회 반복한 뒤 비교가 중단되었습니다."
    case .separable(let isMultiLabel):
      (isMultiLabel ? "선형 분리 가능한 레이블이 있습니다" : "표가 선형 분리 가능합니다")
        + ". 벌점이 없으면 선형 모델의 가중치가 한없이 커집니다."
    case .fewGroups(let n, let hasIntervals):
      "그룹이 \(grouped(n))개뿐이어서 "
        + (hasIntervals ? "구간이 실제보다 좁게 나옵니다." : "구간을 낼 수 없습니다.")
    case .foldShares(let shares):
      "그룹을 쪼개지 않고 나눈 폴드별 클래스 비율: "
        + shares.map { $0.map { fixed(100 * $0, 0) }.joined(separator: "/") }
        .joined(separator: ", ") + "\(gap)%."
    case .untested(let withholding): untested(withholding)
    case .temperatureAlone: temperatureAlone
    case .unfinished(let title, let fits, let chosen, .penalty):
      "\(title): 학습 \(grouped(fits))회가 스텝 한도에서 멈췄습니다. "
        + (chosen == 0
          ? "고른 벌점으로 한 학습은 모두 끝났습니다."
          : "그 가운데 \(grouped(chosen))회는 고른 벌점으로 한 학습입니다.")
    case .unfinished(let title, let fits, _, .stepSize):
      "\(title): 학습 \(grouped(fits))회가 발산하여 그 스텝 크기는 고르지 않았습니다."
    case .severalOptima(let title, let fits, let all):
      "\(title): 학습 \(grouped(all))회 가운데 \(grouped(fits))회에서 최적점이 여럿이어서 목적 함수 값이 더 낮은 "
        + "쪽을 택했습니다."
    case .searchedParameter(let title, let name, let values):
      "\(title): 폴드마다 \(name) 값을 후보 \(grouped(values.count))개"
        + "(\(list(values.map { shortNumber($0) })))에서 골랐고, 그만큼 학습 횟수도 \(grouped(values.count))배입니다."
    case .gridGrew(let title, let times, let searched):
      "\(title): \(values(of: searched)) 격자를 끝에서 \(grouped(times))번 넓혔습니다."
    case .atEdge(let title, let asTrained, let recalibrated, let searched):
      "\(title): 고른 \(values(of: searched))가 격자의 끝에 있는 폴드가 학습한 그대로 \(asTrained)개, 재보정 후 "
        + "\(recalibrated)개입니다."
    case .tooWideForSpeed(let features):
      "특성이 \(grouped(features))개로 너무 많아 손실마다 배우는 속도는 재지 않았습니다."
    case .priorCorrection:
      "사전 확률 보정은 클래스 균형 CE의 확률을 클래스 가중치로 나눕니다. 모델이 실제 확률을 나타낼 수 있을 때만 "
        + "정확합니다."
    case .brierScore(let greatest, .twoClasses):
      "브라이어 점수의 범위는 0에서 \(greatest)까지이고, 양성 클래스의 값입니다."
    case .brierScore(let greatest, .classes):
      "브라이어 점수의 범위는 0에서 \(greatest)까지이고, 클래스마다 구해 더한 값입니다."
    case .brierScore(let greatest, .labels):
      "브라이어 점수의 범위는 0에서 \(greatest)까지이고, 로그 손실처럼 레이블마다 구해 더한 값입니다. 정확도와 ECE는 "
        + "행마다 레이블 하나하나를 따로 셉니다."
    case .calibrationColumns(let isTested): calibrationColumns(isTested: isTested)
    case .lowestIsSelected:
      "* 그 표에서 로그 손실이 가장 낮습니다. 낮아서 고른 것이므로 그 점수는 실제보다 좋게 나옵니다."
    }
  }

  package func moreNotes(_ n: Int) -> String {
    "\(settings(.details)) 옵션을 주면 참고 사항 \(grouped(n))개를 더 보여 줍니다."
  }

  package func question(of reading: ProbabilityReading) -> String {
    switch reading {
    case .asTrained: "손실만 바꾸면"
    case .recalibrated: "똑같이 재보정하면"
    }
  }

  package func sentence(_ verdict: Verdict) -> String {
    if verdict.hasFailedBaseline {
      return "교차 엔트로피부터 클래스 비율만 아는 것보다 낫지 않아 비교할 수 없습니다."
    }
    var parts: [String] = []
    if let leader = verdict.leader {
      parts.append("\(leader)\(Particle.subject.after(leader)) 이 손실들 가운데 가장 낫습니다")
    }
    func say(
      _ finding: ComparisonFinding, _ what: String, _ aside: (Verdict.Rival) -> String,
      after: String = ""
    ) {
      guard let rivals = verdict.rivals[finding] else { return }
      parts.append("\(what): " + list(rivals.map { $0.title + aside($0) }) + after)
    }
    let nothing = { (_: Verdict.Rival) in "" }
    say(.better, "교차 엔트로피보다 더 나은 손실", range)
    say(.slightlyBetter, "교차 엔트로피보다 조금 나은 손실", range)
    if verdict.hasNoBetter { parts.append("교차 엔트로피보다 나은 손실은 없습니다") }
    say(.asGood, "교차 엔트로피만큼 좋은 손실", nothing, after: "(차이가 나도 \(margin(verdict)) 이하)")
    say(.sameNumbers, "행마다 같은 결과인 손실", nothing)
    say(.slightlyWorse, "조금 나쁜 손실", range)
    say(.worse, "더 나쁜 손실", range)
    say(.undecided, "판단할 수 없는 손실", range, after: "; 행이 더 필요합니다")
    say(.failed, "학습에 실패해 클래스 비율만 아는 것보다 낫지 않은 손실", nothing)
    return parts.joined(separator: ". ") + "."
  }

  /// The interval of a difference, and what recalibration makes of it.
  private func range(_ rival: Verdict.Rival) -> String {
    guard let difference = rival.difference else { return "" }
    let size =
      rival.interval.map { "\(signedNumber($0.low))~\(signedNumber($0.high)) nats" }
      ?? "\(signedNumber(difference)) nats, \(tooFewUnits)"
    let repaired =
      switch rival.repaired {
      case .all: ", 모두 재보정으로 없어짐"
      case .allBut(let left): ", 재보정하면 \(significant(left))만 남음"
      case .only(let part): ", 재보정하면 \(significant(part))만큼 줄어듦"
      case nil: ""
      }
    return "(\(size)\(repaired))"
  }

  private func margin(_ verdict: Verdict) -> String {
    verdict.marginShare.map { "\(board(100 * $0))\(gap)%" } ?? "\(significant(verdict.margin)) nats"
  }

  package var noRivals: String {
    "교차 엔트로피만 학습했습니다. 비교할 손실을 \(settings(.losses))에 적으세요."
  }

  package var next: String {
    "더 보기: \(settings(.details))(모든 점수와 구간), \(settings(.report))(용어 설명이 있는 보고서)"
  }

  /// A file by which something is done.
  private func by(_ file: String) -> String { file + Particle.direction.after(file) }

  func place(_ isTested: Bool) -> String { isTested ? "평가용 표" : "검증 폴드" }

  private func values(of searched: ModelKind.Searched) -> String {
    switch searched {
    case .penalty: "λ"
    case .stepSize: "스텝 크기"
    }
  }
}
