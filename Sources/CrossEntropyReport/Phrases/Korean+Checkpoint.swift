package import CrossEntropyWorkflows

extension Korean {
  package func sentence(_ fault: CheckpointFault) -> String {
    switch fault {
    case .exists: "이 디렉터리에는 이미 체크포인트가 있습니다"
    case .holdsOtherFiles: "이 디렉터리에는 체크포인트가 아닌 파일이 있습니다"
    case .inUse: "지금 다른 실행이 이 디렉터리를 쓰고 있습니다"
    case .noDirectory: "디렉터리가 아닙니다"
    case .cannotCreate(let failure): "여기에 파일을 만들 수 없습니다: \(reason(failure))"
    case .cannotWrite(let failure): "끝낸 부분을 더는 저장할 수 없습니다(앞서 저장한 부분은 그대로 있습니다): \(reason(failure))"
    case .damaged: "체크포인트의 설명 파일이 손상되었습니다"
    case .otherQuestion: "다른 명령의 체크포인트입니다"
    case .otherTable(.testTable):
      "\(settings(.testTable)) 표가 이 체크포인트를 시작할 때의 표와 다릅니다"
    case .otherTable: "표가 이 체크포인트를 시작할 때와 다릅니다"
    case .otherProgram(let there, let here):
      "이 체크포인트는 \(escaped(there))에서 시작했는데, 지금은 \(escaped(here))입니다"
    case .otherRequest(let differing):
      "이 체크포인트를 시작할 때와 다른 옵션이 있습니다: \(differing.map { settings($0) }.joined(separator: ", "))"
    }
  }

  package func interrupted(keptIn directory: String) -> String {
    "중단했습니다. 끝낸 부분은 \(directory)에 남아 있으며, \(settings(.resume)) 옵션을 주면 이어서 합니다."
  }

  package func resumes(
    from directory: String, found: Int, of total: Int, fits: Int, begun: Int, damaged: Int
  ) -> String {
    "\(directory)에서 전체 \(grouped(total))개 부분 중 \(grouped(found))개"
      + (fits == 0 ? "를" : "와 나머지의 학습 결과 \(grouped(fits))개를") + " 가져왔습니다."
      + (begun == 0 ? "" : " 하던 학습 \(grouped(begun))개는 멈춘 데서 이어서 합니다.")
      + (damaged == 0 ? "" : " 손상된 \(grouped(damaged))개는 다시 계산합니다.")
  }
}
