internal import CrossEntropyLearning
package import CrossEntropyWorkflows

extension Korean: ErrorPhrases {
  package func sentence(_ cause: WorkflowError.Cause) -> String {
    switch cause {
    case .empty(let setting): "\(settings(setting))에 빈 이름이 있습니다"
    case .testedOnItself: "평가할 표가 학습할 표와 같습니다"
    case .namedTwice(let name, let first, let second) where first == second:
      "\(settings(first))에 \(quoted(name)) 이름이 두 번 나옵니다"
    case .namedTwice(let name, let first, let second):
      "\(settings(first)) 옵션과 \(settings(second)) 옵션이 모두 \(quoted(name)) 열을 가리킵니다. 한 열은 한 가지 역할만 할 수 있습니다"
    case .tooSmall(let setting, let value, let least):
      "\(settings(setting)) 값은 \(least) 이상이어야 합니다(받은 값: \(value))"
    case .tooGreat(let setting, let value, let most, let cost):
      "\(sentence(cost)) \(settings(setting)) 값은 \(most) 이하여야 합니다(받은 값: \(value))"
    case .tooMany(let setting, let count, let most, let cost):
      "\(sentence(cost)) \(settings(setting))에는 \(setting == .losses ? "손실을" : "수를") "
        + "\(grouped(most))개까지만 줄 수 있습니다(받은 개수: \(grouped(count)))"
    case .badDelimiter(let got):
      "\(settings(.delimiter))에는 ';'나 탭 같은 ASCII 문자 하나를 주세요(받은 값: \(quoted(got)))"
    case .unknownEncoding(let name): "\(quoted(name)) 인코딩은 읽지 못합니다"
    case .badNumbers(.heldOutShare, let values):
      "\(settings(.heldOutShare))에는 0보다 크고 1보다 작은 행의 비율이나 표를 주세요(받은 값: "
        + values.map { board($0) }.joined(separator: ",") + ")"
    case .badNumbers(let setting, let values):
      "\(settings(setting))에는 "
        + ([.stepSizes, .l1Penalties].contains(setting)
          ? "0보다 큰" : setting == .dropout ? "0 이상 1 미만의" : "0 이상의")
        + ([.penalties, .l1Penalties, .stepSizes].contains(setting) ? " 서로 다른 수를" : " 수를")
        + " 주세요(받은 값: \(values.map { board($0) }.joined(separator: ",")))"
    case .notForModel(.penalties, use: .l1Penalties):
      "\(settings(.penalties)) 옵션은 제곱 벌점에 씁니다. 절댓값 벌점은 \(settings(.l1Penalties))로 탐색합니다"
    case .notForModel(let setting, let other):
      setting == .stepSizes
        ? "\(settings(setting)) 옵션은 신경망에 씁니다. 선형 모델은 \(settings(other))로 탐색합니다"
        : "\(settings(setting)) 옵션은 선형 모델에 씁니다. 신경망은 \(settings(other))로 탐색합니다"
    case .onlyForNetworks(let setting): "\(settings(setting)) 옵션은 신경망에만 씁니다"
    case .unknownSchedule(let name): "\(quoted(name)) 스케줄이 없습니다"
    case .table(let fault): self.cause(fault)
    case .dataset(let fault): self.cause(fault)
    case .modelFile(let error): self.cause(error)
    case .measure(let fault): self.cause(fault)
    case .numbers(let fault): sentence(fault)
    case .loss(let error): sentence(error)
    case .model(let error): sentence(error)
    case .settings(let fault): sentence(fault)
    case .diverged: "전체 행의 학습이 유한하지 않은 값으로 끝났습니다. 스텝 크기가 너무 큽니다"
    case .separable:
      "클래스가 선형 분리 가능한데 \(settings(.penalties)) 0이 지정되어 유한한 최적점이 없습니다. 점수는 학습을 "
        + "멈춘 지점에 따라 달라집니다"
    case .tooSlow(let seconds, let limit):
      "한 번 반복하는 데 약 \(time(roundedUp(seconds)))\(Particle.subject.after(time(roundedUp(seconds)))) 걸릴 듯한데 제한은 \(time(limit))입니다"
    case .tooLarge(let bytes, let limit):
      "메모리가 \(memory(bytes, rounded: .up)) 필요하지만 \(memory(limit, rounded: .down))만 쓸 수 있습니다"
    case .tooFew(let unit, let classes, let least, let folds, let innerFolds):
      classes.count == 1
        ? "\(topic(classes[0].name)) \(units(unit, classes[0].count))뿐이지만, "
          + "\(cut(folds, innerFolds))에는 \(grouped(least))개가 필요합니다"
        : "\(cut(folds, innerFolds))로 나누려면 클래스마다 \(units(unit, least)) 이상 있어야 하는데, "
          + "\(list(classes))"
    case .tooFewToTrain(let rare, let all, let unit, let part, let innerFolds):
      "\(name(part))에는 \(className(rare.name))의 \(units(unit, all)) "
        + (rare.count < all ? "가운데 \(grouped(rare.count))개" : "")
        + "뿐이어서 내부 폴드 \(innerFolds)개로 나눌 수 없습니다"
    case .notSpread(let rare, let unit, let folds, let innerFolds):
      "\(topic(rare.name)) \(units(unit, rare.count)) 있지만, \(cut(folds, innerFolds))에 고루 나눌 수 없습니다"
    case .missingFromTraining(let name):
      "\(className(name))에 속한 행이 하나도 없는 학습 부분이 생깁니다"
    case .onlyToTest(let name, let table):
      "학습용 \(escaped(table))에 \(className(name))에 속한 행이 없습니다"
    case .unknownToModel(let name, let model):
      "\(escaped(model)) 모델은 \(className(name))\(Particle.object.after(name.name)) 예측하지 않습니다"
    case .notInSample(let name, let rows):
      "\(className(name)) 행이 메모리에 든 \(grouped(rows))행 가운데 하나도 없습니다"
    case .disk(let failure):
      "메모리에 들어가지 않는 행을 디스크에 둘 수 없습니다: \(reason(failure))"
    case .score(let fault): sentence(fault)
    case .calibrate(let fault): sentence(fault)
    case .costs(.unknown(let name)): "\(quoted(name)) 클래스는 없습니다"
    case .costs(.twice(let name)): "\(quoted(name)) 클래스의 비용이 두 번 나옵니다"
    case .costs(.missing(let name)): "\(quoted(name)) 클래스의 비용이 없습니다"
    case .costs(.noNumber(let truth, let predicted)):
      "실제 클래스가 \(quoted(truth))일 때 \(quoted(predicted)) 예측의 비용이 수가 아닙니다"
    case .nothingToTest: "이 표에는 레이블이 있고 가중치가 0보다 큰 행이 없습니다"
    case .emptyCell(let column, let setting):
      "\(settings(setting)) 옵션이 가리키는 \(quoted(column)) 열이 이 행에서 비어 있습니다"
    case .badFoldCount(let column, let count, let most):
      "\(quoted(column)) 열에는 서로 다른 값이 \(grouped(count))개 있는데, 폴드는 2~\(grouped(most))개여야 합니다"
    case .unseenBefore(let name, let block):
      "\(topic(name)) \(block + 1)번째 구간에 처음 나오므로 앞선 행에서 배울 수 없습니다"
    case .tooFewRanks(let ranks, let blocks):
      "순서를 정하는 서로 다른 값이 \(grouped(ranks))개뿐이어서, 시작 구간과 폴드를 합친 \(blocks)개 구간으로 나눌 수 없습니다"
    case .checkpoint(let fault): sentence(fault)
    case .broken(let what): "내부 오류: \(what)"
    }
  }

  package func place(_ setting: RequestSetting, row: Int?) -> String {
    settings(setting) + (row.map { ", \($0)번째 행" } ?? "")
  }

  package func sentence(_ fault: OutputFault) -> String {
    switch fault {
    case .isDirectory(let path): "\(escaped(path)): 디렉터리입니다; 그 안의 파일 이름을 적으세요"
    case .exceedsFormat(let path, let bytes, let most):
      "\(escaped(path)): 모델은 \(memory(bytes))인데 ONNX 파일에는 \(memory(most))까지만 담을 수 있습니다"
    case .readsWords(let path, let column):
      "\(escaped(path)): 모델이 \(quoted(column)) 열의 단어를 읽는데 ONNX로는 단어를 셀 수 없습니다"
    case .tooWide(let path, let column, let indices, let most):
      "\(escaped(path)): \(quoted(column)) 열의 색인이 \(grouped(indices))까지 있어 ONNX 모델에 입력이 그만큼 필요합니다. "
        + "\(grouped(most))개까지만 됩니다"
    case .isDisk(let path): "\(escaped(path)): 디스크 장치입니다; 파일 이름을 적으세요"
    case .noDirectory(let place, let path):
      "\(escaped(path)): \(quoted(place)) 디렉터리가 없습니다; 먼저 만드세요"
    case .cannotCreate(let path, let place, let reason):
      "\(escaped(path)): \(quoted(place)) 안에 파일을 만들 수 없습니다: \(reason)"
    case .mayNotWrite(let path, let reason):
      "\(escaped(path)): 여기에는 쓸 수 없습니다: \(reason); 다른 파일 이름을 적으세요"
    case .cannotWrite(let path, let reason): "\(escaped(path)): 쓸 수 없습니다: \(reason)"
    case .cannotWriteResult(let reason): "결과를 쓸 수 없습니다: \(reason)"
    }
  }

  func sentence(_ cost: WorkflowError.Cost) -> String {
    switch cost {
    case .memory: "메모리가 너무 많이 들어"
    case .time: "시간이 너무 오래 걸려"
    }
  }

  private func name(_ part: WorkflowError.TrainingPart) -> String {
    switch part {
    case .blocks(before: 1): "1번째 구간"
    case .blocks(before: let block): "1~\(block)번째 구간"
    case .table: "학습할 표"
    case .otherFolds: "학습 부분 하나"
    }
  }

  private func cut(_ folds: Int, _ innerFolds: Int) -> String {
    "폴드 \(folds)개(각각 내부 폴드 \(innerFolds)개)"
  }

  /// How many rare classes there are, and which, with their counts; the column is named once where there
  /// is one only.
  private func list(_ classes: [WorkflowError.RareClass]) -> String {
    let columns = Set(classes.map(\.name.column))
    let names = classes.prefix(mostRareClasses).map { rare in
      (columns.count == 1 ? quoted(rare.name.name) : className(rare.name))
        + "(\(grouped(rare.count)))"
    }
    return columns.map { columns.count == 1 ? "\(quoted($0)) 열의 " : "" }.prefix(1).joined()
      + "클래스 \(grouped(classes.count))개는 그보다 적습니다: \(listed(names, of: classes.count))"
  }

  private func className(_ name: WorkflowError.ClassName) -> String {
    "\(quoted(name.column)) 열의 클래스 \(quoted(name.name))"
  }

  private func topic(_ name: WorkflowError.ClassName) -> String {
    className(name) + Particle.topic.after(name.name)
  }

  private func units(_ unit: WorkflowError.FoldUnit, _ count: Int) -> String {
    switch unit {
    case .row: "행이 \(grouped(count))개"
    case .group: "그룹이 \(grouped(count))개"
    }
  }
}
