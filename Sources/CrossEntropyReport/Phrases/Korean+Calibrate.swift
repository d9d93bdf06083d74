internal import CrossEntropyEvaluation
package import CrossEntropyWorkflows

extension Korean: CalibratePhrases {
  package func sentence(_ fault: CalibrateFault) -> String {
    switch fault {
    case .notACalibrator: "보정기 파일이 아닙니다"
    case .damaged: "보정기 파일이 저장된 그대로가 아닙니다. 손상되었거나 수정되었습니다"
    case .newerVersion(let version, let known):
      "보정기 파일의 버전이 \(version)인데 \(known)까지만 읽을 수 있습니다"
    case .refused(nil, let refusal): "보정기를 구할 수 없습니다. \(sentence(refusal))"
    case .refused(let method?, let refusal): "\(name(method)) 보정을 구할 수 없습니다. \(sentence(refusal))"
    case .tooFewToCut(let folds): "어떤 클래스의 그룹이 적어 폴드 \(folds)개로 나눌 수 없습니다"
    case .otherShares(let setting, let count, let classes):
      "\(settings(setting)) 옵션에는 클래스마다 비율을 주세요(\(listed(first: 8, of: classes))). 받은 개수: \(count)"
    case .otherColumns(let count, let columns):
      "보정기가 쓰는 열은 \(listed(first: 8, of: columns))인데 지정한 열은 \(grouped(count))개입니다"
    case .badShare(let setting, let share):
      "\(settings(setting)) 옵션의 비율은 0보다 커야 합니다(받은 값: \(board(share)))"
    case .badSum(let setting, let sum):
      "\(settings(setting)) 옵션의 비율은 더해서 1이 되어야 하는데 \(board(sum))입니다"
    }
  }

  package func sentence(_ refusal: CalibrateFault.Refusal) -> String {
    switch refusal {
    case .tooFewRows(let rows, let least):
      "\(grouped(least))행이 있어야 하는데 \(grouped(rows))행뿐입니다"
    case .tooFewRowsOfClass(let name, let rows, let least):
      "클래스마다 \(grouped(least))행이 있어야 하는데 \(quoted(name)) 클래스는 \(grouped(rows))행뿐입니다"
    case .tooManyClasses(let count, let most):
      "클래스가 \(grouped(most))개 이하일 때만 쓸 수 있는데 \(grouped(count))개입니다"
    case .pointsAway: "점수가 높아도 정답일 확률이 높아지지 않습니다"
    case .impossibleTruth(let lines, let count):
      "정답의 확률이 0인 행 \(grouped(count))개(\(listed(lines.map { grouped($0) }, of: count))번째 줄)는 고칠 수 없습니다"
    }
  }

  package func name(_ method: CalibrateRequest.Method?) -> String {
    switch method {
    case nil: "없음"
    case .temperature: "온도"
    case .priorShift: "사전 확률"
    case .scaleAndBias: "척도와 편향"
    case .beta: "베타"
    case .vector: "벡터"
    case .isotonic: "등위 회귀"
    }
  }

  package func calibrateLabel(_ fact: CalibrateFact) -> String {
    switch fact {
    case .asItIs: "보정 전"
    case .method(let method): name(method)
    case .chosen: "보정기"
    }
  }

  package func calibrated(
    _ logLoss: String, gain: String, shortfall: CalibrateShortfall?
  ) -> String {
    let why: String =
      switch shortfall {
      case nil: ""
      case .tooLittle: ". 손실의 \(percent(CalibratorChoice.leastGain))에 못 미칩니다"
      case .inDoubt: ". 확실하지 않습니다"
      }
    return "\(logLoss) nats, 개선폭 \(gain)" + why
  }

  package func chosen(
    _ method: CalibrateRequest.Method?, _ reason: CalibrateReason, temperature: String?
  ) -> String {
    let which = name(method) + (temperature.map { "(T = \($0))" } ?? "")
    switch reason {
    case .bestOfAll:
      return which
        + (method == nil
          ? ". 손실을 \(percent(CalibratorChoice.leastGain)) 넘게 확실히 줄이는 보정이 없습니다"
          : ". 가장 좋은 보정만큼 좋은 것 가운데 매개변수가 가장 적습니다")
    case .asked: return which + ". 지정한 대로입니다"
    case .shares: return which + ". 주어진 비율에 따랐습니다"
    }
  }

  package var gainIsSelected: String { "보정기의 개선폭은 여럿 가운데 고른 값이라 실제보다 조금 크게 나옵니다" }

  package func applied(
    _ rows: Int, of path: String, _ method: CalibrateRequest.Method?, fittedTo origin: String,
    rows fitted: Int
  ) -> String {
    "\(path) \(grouped(rows))행을 보정했습니다(\(name(method)), \(origin) \(grouped(fitted))행으로 구한 보정기)"
  }

  package func clamped(raised: Int, lowered: Int) -> String {
    "배정밀도로는 0이나 1과 구별되지 않는 확률 가운데 \(grouped(raised))개는 0보다 큰 가장 작은 수로, \(grouped(lowered))개는 1보다 작은 가장 큰 수로 썼습니다"
  }
}
