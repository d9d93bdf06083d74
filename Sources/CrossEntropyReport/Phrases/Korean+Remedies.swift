internal import CrossEntropyFiles
package import CrossEntropyWorkflows

extension Korean {
  package func sentence(_ remedy: WorkflowError.Remedy) -> String {
    switch remedy {
    case .set(.ignore, nil): "\(settings(.ignore))로 열을 제외하세요"
    case .set(.normalize, nil): "\(settings(.normalize)) 옵션을 주어 합으로 나누세요"
    case .set(.distribution, nil): "\(settings(.distribution)) 옵션으로 확률이 든 열을 지정하세요"
    case .set(.truth, nil): "\(settings(.truth)) 옵션으로 정답이 든 파일을 지정하세요"
    case .set(.column, nil): "\(settings(.column)) 옵션으로 클래스가 든 열을 지정하세요"
    case .set(.classWeights, nil): "\(settings(.classWeights)) 옵션으로 가중치를 주세요"
    case .set(.outputUnit, "sigmoid"?):
      "출력 하나하나가 따로 예/아니요를 뜻한다면 \(settings(.outputUnit)) sigmoid 옵션을 추가하세요"
    case .set(let setting, nil) where setting == .encoding || setting == .testEncoding:
      "\(settings(setting)) 옵션으로 올바른 인코딩을 지정하세요"
    case .set(.keep, nil): "식별자가 아닌 열은 \(settings(.keep)) 옵션으로 지정하세요"
    case .set(.areClasses, nil): "클래스가 맞다면 \(settings(.areClasses)) 옵션을 주세요"
    case .set(.mergeRare, let rows?):
      "\(settings(.mergeRare)) \(rows) 옵션으로 드문 클래스를 하나로 합치세요"
    case .set(.resume, nil): "\(settings(.resume)) 옵션으로 이어서 하세요"
    case .set(let setting, nil) where [.penalties, .l1Penalties].contains(setting):
      "\(settings(setting)) 옵션으로 벌점을 고정하세요"
    case .set(.stepSizes, nil): "\(settings(.stepSizes)) 옵션으로 스텝 크기를 고정하세요"
    case .raise(.timeLimit, let seconds):
      "\(settings(.timeLimit))에 \(time(roundedUp(seconds)))보다 긴 시간을 주세요"
    case .set(let setting, let value):
      (value.map { "\(settings(setting)) \($0)" } ?? settings(setting)) + " 옵션을 주세요"
    case .leaveOut(let setting): "\(settings(setting)) 옵션을 빼세요"
    case .lower(.model): "\(settings(.model))에 더 작은 신경망을 주세요"
    case .lower(.losses): "\(settings(.losses))로 손실을 덜 비교하세요"
    case .lower(let setting): "\(settings(setting)) 값을 줄이세요"
    case .raise(let setting, let value): "\(settings(setting))에 \(shortNumber(value))보다 큰 값을 주세요"
    case .nameAnother(.checkpoint): "\(settings(.checkpoint)) 옵션으로 다른 디렉터리를 지정하세요"
    case .nameAnother(let setting): "\(settings(setting)) 옵션으로 다른 열을 지정하세요"
    case .nameClasses(let setting):
      "식별자나 수량으로 보입니다. \(settings(setting)) 옵션으로 클래스가 든 열을 지정하세요"
    case .nameFilledTogether: "같은 행에 값이 있는 두 열을 지정하세요"
    case .printAllLabels: "'fasttext predict-prob 모델 파일 -1' 명령으로 모든 레이블의 확률을 출력하세요"
    case .transpose: "행과 열이 바뀐 듯하니 배열을 전치하세요"
    case .nameAlone: "이 열만 따로 지정하세요"
    case .nameFileInside: "그 안에 있는 파일을 지정하세요"
    case .correct(let what): sentence(what)
    case .divide(let sum):
      "행마다 합이 \(board(sum)) 정도이니 \(settings(.normalize)) 옵션을 주어 1이 되게 하세요"
    case .multiply(let factor, let setting):
      (factor == -1
        ? "−log p로 보이니 부호를 바꾸"
        : "밑이 \(abs(factor) < 1 ? 2 : 10)인 로그로 보이니 \(factor)를 곱하")
        + (setting.map { "고 \(settings($0)) 옵션을 주세요" } ?? "세요")
    case .dividePercent: "백분율이면 100으로 나누세요"
    case .giveAs(.logits): "로짓이면 explain의 \(settings(.logits)) 옵션으로 주세요"
    case .giveAs(.distribution): "확률이면 \(settings(.distribution)) 옵션으로 주세요"
    case .giveAs(.costs): "예측할 클래스를 헤더에, 실제 클래스를 첫 열에 적은 비용 표를 주세요"
    case .giveAs(.column): "열의 엔트로피를 구하려면 \(settings(.column)) 옵션으로 열을 지정하세요"
    case .giveAs(.resume):
      "그때까지 끝낸 부분은 남아 있으니, 원인을 없앤 뒤 \(settings(.resume)) 옵션으로 이어서 하세요"
    case .giveAs(let setting): "\(settings(setting)) 옵션으로 주세요"
    case .mask: "클래스를 가리려면 -inf를 주세요"
    case .unmask: "적어도 한 클래스에는 수를 주세요"
    case .onePer(.output): "출력마다 하나씩 주세요"
    case .onePer(.class): "클래스마다 하나씩 주세요"
    case .onePer(.row): "행마다 하나씩, 또는 전체에 하나를 주세요"
    case .countFromZero: "클래스 번호를 0부터 매기세요"
    case .writeZero: "일어날 수 없는 결과에는 0을 쓰세요"
    case .refold(let folds, let innerFolds):
      "\(settings(.folds)) \(folds)"
        + (innerFolds.map { " \(settings(.innerFolds)) \($0)" } ?? "") + " 옵션을 주세요"
    case .weigh(.rowsOfClass): "가중치를 주세요"
    case .weigh(.someRows): "반영할 행에 0보다 큰 가중치를 주세요"
    case .weigh(.rowLeftOut): "행을 빼려면 가중치를 0으로 하세요"
    case .weigh(.parts): "모든 부분의 가중치를 같은 수로 나누어 1에 가깝게 하세요"
    case .cut(.ranges): "먼저 열을 구간으로 나누세요"
    case .cut(.classes): "먼저 값을 몇 개의 클래스로 묶으세요"
    case .swap: "모델을 먼저, 표를 그다음에 적으세요"
    case .nameModel: "모델로 저장한 파일을 적으세요"
    case .update: "xent를 새 버전으로 바꾸세요"
    case .writeDatesAlike: "두 표의 날짜를 2024-05-06처럼 쓰세요"
    case .writeNumbersAlike: "두 표의 숫자를 같은 방식으로 쓰세요"
    case .useRegression: "회귀 문제로 다루세요"
    case .check(let what): sentence(what)
    case .tryAgain: "다른 프로그램이 이 파일을 쓰고 있지 않을 때 다시 시도하세요"
    case .changePermissions: "접근 권한을 바꾸세요"
    case .save(.utf8): "UTF-8로 저장하세요"
    case .save(.csv): "표를 CSV로 저장하세요"
    case .save(.array): "행과 열이 있는, 수나 문자열의 배열 하나로 저장하세요"
    case .save(.file): "파일로 저장하세요"
    case .save(.namedFile): "파일로 저장한 뒤 그 파일을 지정하세요"
    case .convert(.arff): "@data까지의 줄을 지우고 그 자리에 열 이름을 쉼표로 구분해 쓰세요"
    case .convert(let format):
      if let command = unpacking(format) {
        "\(command) 명령으로 압축을 푸세요"
      } else {
        "다음 명령으로 표를 만드세요: \(conversion(from: format) ?? "")"
      }
    case .chooseEncoding(let setting): "맞는 것이 있으면 \(settings(setting)) 옵션으로 지정하세요"
    case .install: "설치하세요"
    case .useLargerDisk:
      "TMPDIR에 여유 있는 디스크의 디렉터리를 지정하세요"
    case .fetchAgain: "원본을 다시 복사하세요"
    case .makeAgain: "이 버전으로 다시 만드세요"
    case .add(let what): sentence(what)
    case .remove(.rowsOfClass): "드문 클래스의 행을 빼세요"
    case .remove(.rowsWithoutWeight), .remove(.rowsOfNewClass): "이 행들을 지우세요"
    case .remove(.cells): "남는 셀을 지우세요"
    case .remove(.target): "그 목표 열을 빼세요"
    case .remove(.title): "제목이면 그 줄을 지우세요"
    case .remove(.key): "행에서 그 키를 빼세요"
    case .remove(.firstTokens): "글의 첫 토큰에는 확률이 없으니 그 행을 빼세요"
    case .reduce(.columns): "열을 줄이세요"
    case .reduce(.table): "행이나 열을 줄이거나, 메모리가 더 큰 컴퓨터를 쓰세요"
    case .rename: "한쪽의 이름을 바꾸세요"
    case .quote(.close): "따옴표를 닫으세요"
    case .quote(.double): "셀 안의 따옴표는 두 번 겹쳐 쓰세요"
    case .quote(.cells(let delimiter)):
      "\(quoted(CollectionOfOne(delimiter))) 문자가 든 셀을 따옴표로 감싸세요"
    case .didYouMean(let name): "\(quoted(name))\(Particle.object.after(name)) 찾으셨나요?"
    case .oneOf(let names): "다음 중 하나를 고르세요: \(names.map { escaped($0) }.joined(separator: ", "))"
    case .oneOfClasses(let names): "목표 열의 클래스: \(listed(first: 8, of: names))"
    case .oneOfColumns(let names): "표에 있는 열: \(listed(first: 8, of: names))"
    }
  }

  private func sentence(_ what: WorkflowError.Remedy.Corrected) -> String {
    switch what {
    case .numbers: "값을 고치세요"
    case .path: "이름을 바로잡으세요"
    case .cell: "셀을 고치거나 비워 두세요"
    case .weight: "값을 바로잡으세요"
    case .classes: "두 표에서 클래스 이름을 똑같이 쓰세요"
    case .weights: "가중치는 0 이상의 수여야 합니다"
    case .line: "줄을 고치세요"
    case .row: "다른 행과 다른 이 행을 고치세요"
    case .object: "행마다 한 줄에 객체 하나를 쓰세요"
    case .null: "값이 없는 자리에는 null을 쓰세요"
    case .labels: "행마다 레이블을 하나씩 주세요"
    case .part: "다른 부분과 똑같이 다시 만드세요"
    case .logarithms: "확률이라면 자연로그로 바꿔 주세요"
    case .signs: "손실 −log p라면 부호를 바꿔 주세요"
    }
  }

  private func sentence(_ what: WorkflowError.Remedy.Checked) -> String {
    switch what {
    case .path: "경로를 확인하세요"
    case .connection: "디스크나 연결을 확인하고 다시 시도하세요"
    case .isText: "텍스트 파일이 아니거나 손상된 파일입니다"
    case .delimiter: "구분자를 확인하세요"
    case .delimiterAndLineEnds: "구분자와 줄 끝을 확인하세요"
    case .lineEndsAndQuotes: "줄 끝과 따옴표를 확인하세요"
    }
  }

  private func sentence(_ what: WorkflowError.Remedy.Added) -> String {
    switch what {
    case .header: "헤더와 행이 하나 이상 있어야 합니다"
    case .row: "행을 하나 이상 넣으세요"
    case .rows: "행을 더 모으세요"
    case .cells: "행을 채우세요"
    case .cell: "셀을 채우세요"
    case .column: "그 열을 추가하세요"
    case .columns: "그 열들을 추가하세요"
    case .name: "열에 이름을 붙이세요"
    case .headerLine: "이 줄을 헤더로 읽었으니 위에 열 이름을 넣으세요"
    case .names: "모든 열에 이름을 붙이세요"
    case .group: "모든 행에 그룹이 있어야 합니다"
    case .costs: "이 클래스를 예측할 때와 이 클래스가 정답일 때의 비용을 추가하세요"
    case .class: "분류기에는 클래스가 둘 이상 필요합니다"
    case .feature: "특성 열을 추가하세요"
    }
  }

  package func either(_ remedies: [String]) -> String {
    // 고치세요, 나누세요: 고치거나, 나누세요.
    remedies.enumerated().map { index, remedy in
      if index == remedies.count - 1 { return remedy }
      return remedy.hasSuffix("세요") ? "\(remedy.dropLast(2))거나, " : "\(remedy), 또는 "
    }.joined()
  }
}
