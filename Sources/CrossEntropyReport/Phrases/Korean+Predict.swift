package import CrossEntropyLearning
package import CrossEntropyWorkflows

extension Korean: PredictPhrases {
  package func cause(_ error: ModelFileError) -> String {
    switch error {
    case .file(let error): cause(error.fault)
    case .cannotWrite(_, let failure): "모델을 쓸 수 없습니다: \(failure.reason ?? "오류 \(failure.code)")"
    case .notSafetensors: "모델 파일이 아닙니다"
    case .notOurs: "다른 프로그램의 모델입니다"
    case .otherLength(let expected, let got):
      "모델이 손상되었습니다. 수가 \(grouped(expected))바이트 있어야 하는데 \(grouped(got))바이트뿐입니다"
    case .newerVersion(let version, let known):
      "버전 \(version) 모델입니다. 이 프로그램은 버전 \(known)까지 읽습니다"
    case .damaged: "모델이 손상되었습니다"
    }
  }

  package func predicted(_ rows: Int, of table: String, by model: String) -> String {
    "\(table)의 행 \(grouped(rows))개를 \(model)\(Particle.direction.after(model)) 예측"
  }
  package func unused(_ columns: String) -> String { "모델이 쓰지 않는 열: \(columns)." }
  package func newLevels(_ new: PredictOutcome.NewLevels, of rows: Int, _ examples: String)
    -> String
  {
    "\(quoted(new.column)) 열의 셀 \(grouped(new.cells))개에는 학습할 때 없던 범주 \(grouped(new.levels))개가 있어 "
      + "나머지 열로 예측했습니다: \(examples)."
  }
  package func noNumbers(_ odd: PredictOutcome.NoNumbers) -> String {
    "\(quoted(odd.column)) 열에서 수가 아닌 셀 \(grouped(odd.cells))개를 결측으로 보았습니다"
      + "(처음 나온 것은 \(odd.line)행의 \(quoted(odd.example)))."
  }
  package func unread(_ unread: PredictOutcome.Unread, of rows: Int) -> String {
    "\(quoted(unread.column)) 열: 행 \(grouped(rows))개 가운데 \(grouped(unread.rows))개에는 학습한 "
      + "\(unread.kind == .text ? "단어가" : "색인이") 하나도 없습니다."
  }
  package func missing(_ columns: String) -> String { "결측 셀: \(columns)." }
  package func drift(_ drift: ColumnDrift) -> String {
    switch drift.kind {
    case .missing:
      "\(quoted(drift.column)) 열은 행의 \(percent(drift.here))에서 비어 있습니다(학습할 때는 \(percent(drift.trained)))."
    case .mean:
      "\(quoted(drift.column)) 열의 평균이 학습할 때보다 표준편차의 \(fixed(abs(drift.here), 1))배만큼 "
        + (drift.here > 0 ? "큽니다." : "작습니다.")
    case .range: "\(quoted(drift.column)) 열의 값 \(percent(drift.here))가 학습한 범위를 벗어납니다."
    case .levels:
      "\(quoted(drift.column)) 열의 범주 비율이 학습할 때와 다릅니다. 같아지려면 행의 \(percent(drift.here))가 "
        + "바뀌어야 합니다."
    }
  }
  package func repeatedIDs(_ rows: Int, of column: String) -> String {
    "\(quoted(column)) 값이 앞의 행과 겹치는 행이 \(grouped(rows))개 있습니다."
  }
  package func unknownRepeats(of column: String) -> String {
    "\(quoted(column)) 열은 값이 너무 많아 겹치는지 확인하지 못했습니다."
  }
  package func renamed(_ renamed: PredictOutcome.Renamed) -> String {
    "\(quoted(renamed.name)) 열이 표에 이미 있어 예측 열의 이름을 \(quoted(renamed.usedName))\(Particle.direction.after(renamed.usedName)) 바꾸었습니다."
  }
  package func leastCost(by table: String) -> String {
    "\(table)의 비용에 따라, 기대 비용이 가장 작은 클래스로 예측했습니다."
  }

  package func predictedFrom(_ threshold: String) -> String {
    "확률이 \(threshold) 이상이면 양성 클래스로 예측했습니다."
  }
}
