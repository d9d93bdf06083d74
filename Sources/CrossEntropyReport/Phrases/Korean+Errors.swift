internal import CrossEntropyLearning
package import CrossEntropyWorkflows

extension Korean: ErrorPhrases {
  package func sentence(_ cause: WorkflowError.Cause) -> String {
    switch cause {
    case .empty(let setting): "\(settings(setting))에 빈 이름이 있습니다"
    case .namedTwice(let name, let first, let second) where first == second:
      "\(settings(first))에 \(quoted(name)) 열이 두 번 나옵니다"
    case .namedTwice(let name, let first, let second):
      "\(settings(first)) 옵션과 \(settings(second)) 옵션이 모두 \(quoted(name)) 열을 가리킵니다. 한 열은 한 가지 역할만 할 수 있습니다"
    case .tooSmall(let setting, let value, let least):
      "\(settings(setting)) 값은 \(least) 이상이어야 합니다(받은 값: \(value))"
    case .tooGreat(let setting, let value, let most):
      "\(settings(setting)) 값은 \(most) 이하여야 합니다(받은 값: \(value))"
    case .badDelimiter(let got):
      "\(settings(.delimiter))에는 ';'나 탭 같은 ASCII 문자 하나를 주세요(받은 값: \(quoted(got)))"
    case .badNumbers(let setting, let values):
      "\(settings(setting))에는 " + (setting == .stepSizes ? "0보다 큰" : "0 이상의")
        + " 서로 다른 수를 주세요(받은 값: \(values.map { board($0) }.joined(separator: ",")))"
    case .notForModel(let setting, let other):
      setting == .stepSizes
        ? "\(settings(setting)) 옵션은 신경망에 씁니다. 선형 모델은 \(settings(other))로 탐색합니다"
        : "\(settings(setting)) 옵션은 선형 모델에 씁니다. 신경망은 \(settings(other))로 탐색합니다"
    case .table(let fault): self.cause(fault)
    case .dataset(let fault): self.cause(fault)
    case .measure(let fault): self.cause(fault)
    case .numbers(let fault): sentence(fault)
    case .loss(let error): sentence(error)
    case .model(let error): sentence(error)
    case .settings(let fault): sentence(fault)
    case .separable:
      "클래스가 선형 분리 가능한데 \(settings(.penalties)) 0이 지정되어 유한한 최적점이 없습니다. 점수는 학습을 "
        + "멈춘 지점에 따라 달라집니다"
    case .tooLarge(let bytes, let limit):
      "모델을 적합하는 데 메모리 \(gigabytes(bytes)) GB가 필요하지만 \(gigabytes(limit)) GB만 쓸 수 있습니다"
    case .tooFew(let unit, let count, let name, let folds, isInner: false):
      "\(className(name))의 \(units(unit, count))뿐이어서 폴드 \(folds)개로 나눌 수 없습니다"
    case .tooFew(let unit, let count, let name, let folds, isInner: true):
      "학습 부분에 \(className(name))의 \(units(unit, count))뿐이어서 내부 폴드 \(folds)개로 나눌 수 없습니다"
    case .missingFromTraining(let name):
      "\(className(name))에 속한 행이 하나도 없는 학습 부분이 생깁니다"
    case .broken(let what): "내부 오류: \(what)"
    }
  }

  package func sentence(_ remedy: WorkflowError.Remedy) -> String {
    switch remedy {
    case .set(.ignore, nil): "\(settings(.ignore))로 열을 제외하세요"
    case .set(.normalize, nil): "\(settings(.normalize)) 옵션을 주어 합으로 나누세요"
    case .set(.distribution, nil): "\(settings(.distribution)) 옵션으로 확률이 든 열을 지정하세요"
    case .set(.column, nil): "\(settings(.column)) 옵션으로 클래스가 든 열을 지정하세요"
    case .set(.classWeights, nil): "\(settings(.classWeights)) 옵션으로 가중치를 주세요"
    case .set(.outputUnit, "sigmoid"?):
      "출력 하나하나가 따로 예/아니요를 뜻한다면 \(settings(.outputUnit)) sigmoid 옵션을 추가하세요"
    case .set(let setting, let value):
      (value.map { "\(settings(setting)) \($0)" } ?? settings(setting)) + " 옵션을 쓰세요"
    case .leaveOut(let setting): "\(settings(setting)) 옵션을 빼세요"
    case .lower(.model): "\(settings(.model)) 값의 층을 줄이거나 좁히세요"
    case .lower(let setting): "\(settings(setting)) 값을 줄이세요"
    case .raise(let setting, let value): "\(settings(setting))에 \(shortNumber(value))보다 큰 값을 주세요"
    case .correct: "값을 고치세요"
    case .dividePercent: "백분율이면 100으로 나누세요"
    case .giveAs(.logits): "로짓이면 explain의 \(settings(.logits)) 옵션으로 주세요"
    case .giveAs(.distribution): "확률이면 \(settings(.distribution)) 옵션으로 주세요"
    case .giveAs(let setting): "\(settings(setting)) 옵션으로 주세요"
    case .mask: "클래스를 가리려면 -inf를 주세요"
    case .unmask: "적어도 한 클래스에는 수를 주세요"
    case .onePer(.output): "출력마다 하나씩 주세요"
    case .onePer(.class): "클래스마다 하나씩 주세요"
    case .onePer(.row): "행마다 하나씩, 또는 전체에 하나를 주세요"
    case .countFromZero: "클래스 번호를 0부터 매기세요"
    case .writeZero: "일어날 수 없는 결과에는 0을 쓰세요"
    case .mergeClass: "클래스를 다른 클래스와 합치세요"
    case .removeClass: "그 클래스의 행을 빼세요"
    case .didYouMean(let name): "\(quoted(name))\(Particle.object.after(name)) 찾으셨나요?"
    case .oneOf(let names): "다음 중 하나를 고르세요: \(names.map { escaped($0) }.joined(separator: ", "))"
    }
  }

  package func place(_ setting: Setting, row: Int?) -> String {
    settings(setting) + (row.map { ", \($0)번째 행" } ?? "")
  }

  package func sentence(_ fault: OutputFault) -> String {
    switch fault {
    case .isDirectory(let path): "\(escaped(path)): 디렉터리입니다; 그 안의 파일 이름을 적으세요"
    case .noDirectory(let place, let path):
      "\(escaped(path)): \(quoted(place)) 디렉터리가 없습니다; 먼저 만드세요"
    case .cannotCreate(let path, let place, let reason):
      "\(escaped(path)): \(quoted(place)) 안에 파일을 만들 수 없습니다: \(reason)"
    case .cannotWrite(let path, let reason): "\(escaped(path)): 쓸 수 없습니다: \(reason)"
    case .cannotWriteResult(let reason): "결과를 쓸 수 없습니다: \(reason)"
    }
  }

  package func either(_ remedies: [String]) -> String {
    // 고치세요, 나누세요: 고치거나, 나누세요.
    remedies.enumerated().map { index, remedy in
      if index == remedies.count - 1 { return remedy }
      return remedy.hasSuffix("세요") ? "\(remedy.dropLast(2))거나, " : "\(remedy), 또는 "
    }.joined()
  }

  private func className(_ name: WorkflowError.ClassName) -> String {
    "\(quoted(name.column)) 열의 클래스 \(quoted(name.name))"
  }

  private func units(_ unit: WorkflowError.FoldUnit, _ count: Int) -> String {
    switch unit {
    case .row: "행이 \(grouped(count))개"
    case .group: "그룹이 \(grouped(count))개"
    }
  }
}
