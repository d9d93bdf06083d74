internal import CrossEntropyWorkflows

extension Korean: UsagePhrases {
  package func sentence(_ fault: UsageFault) -> String {
    switch fault {
    case .tooManyArguments(let count, let most):
      "인자가 \(grouped(count))개인데 \(grouped(most))개까지만 받습니다."
    case .notUTF8(let bytes): "\(quoted(bytes))은(는) UTF-8이 아닙니다. 인자는 모두 UTF-8이어야 합니다."
    case .noCommand(let word, .didYouMean(let other)):
      "'\(word)' 명령은 없습니다. '\(other)'\(Particle.object.after(other)) 찾으셨나요?"
    case .noCommand(let word, .oneOf(let names)):
      "'\(word)' 명령은 없습니다. 쓸 수 있는 명령: \(names.joined(separator: ", "))."
    case .didYouMean(let command): "'\(command)' 명령을 쓰려고 하셨나요?"

    case .noTable(let example): "표를 지정하세요. 예: \(example)"
    case .severalTables(let paths, let command, let areCompared):
      "\(command) 명령은 표를 하나만 받는데 \(grouped(paths.count))개가 있습니다: "
        + "\(paths.joined(separator: " "))."
        + (areCompared
          ? " 행을 한 파일에 모으거나 표마다 따로 비교하세요. 예측 파일은 "
            + "'xent score \(paths.joined(separator: " "))' 명령으로 채점합니다." : "")
    case .noTableToRead(let option):
      "\(option) 옵션은 표를 읽는 방법을 정합니다. 표를 지정하거나 옵션을 빼세요."
    case .decimalIsThousands(let mark):
      "\(settings(.decimal)) 옵션과 \(settings(.thousands)) 옵션이 모두 \(mark)일 수는 없습니다."
    case .outputIntoTable: "표준 출력이 표 파일로 들어갑니다. 다른 곳으로 보내세요."

    case .noFileName(let option):
      "\(option) 옵션에는 파일 이름을 주세요. 결과는 어차피 표준 출력으로 나옵니다."
    case .overwritesTable(let option, let path):
      "\(option) 옵션대로라면 표 '\(path)'\(Particle.object.after(path)) 덮어쓰게 됩니다. 다른 파일을 지정하세요."
    case .sameFile(let one, let other):
      "\(one) 옵션과 \(other) 옵션이 같은 파일을 가리킵니다. 서로 다른 파일을 지정하세요."
    case .overwritesCheckpoint(let option, let path):
      "\(option) 옵션이 체크포인트 디렉터리 '\(path)'의 파일을 가리킵니다. 다른 파일을 지정하세요."
    case .insideCheckpoint(let option, let path):
      "\(option) 옵션이 체크포인트 디렉터리 '\(path)' 안에 씁니다. 서로 다른 디렉터리를 지정하세요."
    case .overwritesStream(let option):
      "\(option) 옵션이 표준 출력이나 표준 오류가 들어가는 파일을 가리킵니다. 다른 파일을 지정하세요."
    case .nothingToShow(let option, let setting):
      "\(option) 옵션은 학습을 하지 않으므로 \(settings(setting)) 옵션으로 보여 줄 것이 없습니다. 하나를 빼세요."

    case .notNumbers(let setting, let word, let text, let example):
      "\(settings(setting)) 옵션에는 \(settings(setting)) \(example)처럼 쉼표로 구분한 수를 주세요(받은 값: "
        + (text == word ? "'\(word)')." : "'\(text)'의 '\(word)').")
    case .notANumber(let setting, let text):
      "\(settings(setting)) 옵션에는 \(settings(setting)) 0.5처럼 수를 주세요(받은 값: '\(text)')."
    case .lostNumber(let setting, let word):
      "\(settings(setting)) 값 '\(word)'\(Particle.topic.after(word)) 너무 작아 0과 구별할 수 없습니다. 0을 쓰세요."
    case .notATime(let text):
      "\(settings(.timeLimit)) 옵션에는 90s, 5m, 1h30m 같은 시간을 주세요(받은 값: '\(text)')."
    case .notASize(let text, let fault):
      "\(settings(.memory)) 옵션에는 500M, 2G 같은 크기를 주세요(받은 값: '\(text)').\(aside(fault))"
    case .notRepeats(let text, let most):
      "\(settings(.repeats)) 옵션에는 auto 또는 1부터 \(most)까지의 수를 주세요(받은 값: \(text))."

    case .noTarget(let example):
      "어느 열을 예측할까요? \(settings(.target)) 옵션으로 지정하세요. 예: \(example)"
    case .heldOutTwice(let one, let other):
      "\(settings(one)) 옵션과 \(settings(other)) 옵션은 둘 다 평가할 행을 정합니다. 하나를 빼세요."

    case .modelExists(let path, let option):
      "\(path) 파일이 이미 있습니다. \(option)로 모델 파일의 이름을 지정하세요. 그러면 덮어쓸 수 있습니다."
    case .besideOutcome(let option, let setting):
      "\(option)에는 비교 요청이 들어 있어 \(settings(setting))\(Particle.with.after(settings(setting))) 함께 쓸 수 없습니다. 하나를 빼세요."
    case .notAnOutcome(let path):
      "'\(path)'\(Particle.topic.after(path)) 'xent compare'가 쓴 JSON이 아닙니다."
    case .noEpochs(let option):
      "\(option) 옵션은 에포크를 기록하는데, 선형 모델은 매번 모든 행을 써서 한 곳 또는 여러 곳에서 시작하므로 에포크가 없습니다. "
        + "이 옵션을 빼거나 \(settings(.model)) mlp:64처럼 신경망을 학습하세요."

    case .nothingToMeasure(let example): "무엇을 측정할까요? 예: \(example)"
    case .strayNumbers(let stray, let example):
      "수는 \(example)처럼 쉼표로만 구분합니다. '\(stray)'\(Particle.subject.after(stray)) 따로 떨어져 있습니다."
    case .countsOfTable: "\(settings(.counts)) 옵션에는 수를 줍니다. 표를 빼세요."
    case .columnsWithoutTable(let example):
      "\(settings(.column)) 옵션과 \(settings(.given)) 옵션에는 표의 열을 지정합니다. 예: \(example)"
    case .forecastAlone:
      "\(settings(.forecast)) 옵션은 어떤 분포에 대한 예측입니다. 그 분포를 \(settings(.distribution)) 옵션으로 주세요."
    case .givenAlone(let example):
      "\(settings(.given)) 옵션에는 이미 아는 열을 지정합니다. 측정할 열은 \(settings(.column)) 옵션으로 지정하세요. "
        + "예: \(example)"

    case .noPredictions(let example):
      "예측 파일을 지정하세요. 예: '\(example)'"
    case .notModelAndTable(let names, let example):
      "predict 명령은 모델 하나와 표 하나를 받습니다(받은 인자: \(names.isEmpty ? "없음" : names.joined(separator: " "))). 예: \(example)"
    case .notOneModel(let names, let example):
      "inspect 명령은 모델 하나를 받습니다(받은 인자: \(names.isEmpty ? "없음" : names.joined(separator: " "))). 예: \(example)"
    case .unknownFormat(let option, let path, let formats):
      "\(option) 옵션에는 \(formats.map { "." + $0 }.joined(separator: ", ")) 가운데 하나로 끝나는 이름을 주세요(받은 값: '\(path)')."
    case .unknownMetric(let option, let name, let names):
      "\(option) 옵션에 '\(name)'\(Particle.topic.after(name)) 없습니다. \(names.joined(separator: ", ")) 가운데서 고르세요."
    case .notRewritable(let option, let path):
      "\(option) 옵션이 가리키는 '\(path)'에는 쓸 수 없습니다. 행의 수가 맨 앞에 오는데 끝나야 알 수 있으므로 일반 파일이어야 합니다."
    case .jsonWithoutFile(let option):
      "\(settings(.format)) json은 무엇을 예측했는지 알려 주는데 표준 출력에는 예측이 나옵니다. "
        + "\(option) 옵션으로 예측을 담을 파일을 지정하세요."

    case .noOutputs(let example): "설명할 출력을 주세요. 예: \(example)"
    case .outputsTwice:
      "\(settings(.logits)) 옵션과 \(settings(.probabilities)) 옵션은 같은 출력을 유닛 앞과 뒤에서 본 것입니다. "
        + "하나를 빼세요."
    case .notALabel(let text, let isList):
      "\(settings(.label)) 옵션에는 0부터 센 정답 클래스의 번호를 주세요(받은 값: '\(text)')."
        + (isList ? " 목표가 여러 수이면 \(settings(.targetProbabilities)) 옵션으로 주세요." : "")
    case .noLabel:
      "어느 클래스가 정답인가요? \(settings(.label)) 0처럼 주거나, \(settings(.targetProbabilities)) 옵션으로 "
        + "출력마다 수를 하나씩 주세요."
    case .tableWithoutPage(let example): "표는 체험 페이지에만 넣을 수 있습니다. 예: \(example)"
    case .targetTwice:
      "\(settings(.label)) 옵션과 \(settings(.targetProbabilities)) 옵션이 모두 목표를 정합니다. 하나를 빼세요."
    }
  }

  private func aside(_ fault: UsageFault.SizeFault?) -> String {
    switch fault {
    case nil: ""
    case .tooLarge: " 어떤 컴퓨터의 메모리보다도 큽니다."
    case .zero: " 메모리 없이는 아무것도 할 수 없습니다."
    }
  }
}
