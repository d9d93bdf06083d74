package import CrossEntropyFiles
package import CrossEntropyLearning
package import CrossEntropyWorkflows

// MARK: Files

extension Korean {
  package func cause(_ fault: TableFault) -> String {
    switch fault {
    case .nulInPath: "파일 이름에 NUL 문자가 있습니다"
    case .noSuchFile: "그런 파일이 없습니다"
    case .directory: "디렉터리입니다"
    case .permissionDenied: "이 파일을 읽을 권한이 없습니다"
    case .cannotOpen(let failure): "이 파일을 열 수 없습니다(\(reason(failure)))"
    case .cannotRead(let failure): "읽는 도중에 실패했습니다(\(reason(failure)))"
    case .changed: "읽는 동안 파일이 바뀌었습니다"
    case .badDelimiter(let byte): "\(quoted(CollectionOfOne(byte))) 문자로는 셀을 구분할 수 없습니다"
    case .pipeTooLarge(let limit?): "파이프로 들어온 데이터가 \(memory(limit))를 넘어 더 담을 메모리가 없습니다"
    case .pipeTooLarge(nil): "파이프로 들어온 데이터를 담을 메모리가 부족합니다"
    case .notATextFile(let format): "\(name(format))입니다"
    case .noRows(.noBytes): "빈 파일입니다"
    case .noRows(.blankLinesOnly): "빈 줄만 있는 파일입니다"
    case .noRows(.headerOnly): "헤더 아래에 행이 없습니다"
    case .nulByte(let cell): "\(cell.map { "셀 \(quoted($0))" } ?? "이 셀")에 NUL 바이트가 있습니다"
    case .notUTF8(let cell, let readings):
      if let first = readings.first {
        first.isClear
          ? "UTF-8이 아니라 \(name(first.encoding)) 저장된 파일로 보입니다('\(firstNames(in: first))')"
          : "UTF-8이 아닙니다. 다음 인코딩 가운데 하나로 보입니다: "
            + readings.map { "\($0.encoding.rawValue)('\(firstNames(in: $0))')" }.joined(
              separator: ", ")
      } else {
        "셀 \(quoted(cell))\(particle(.topic, after: cell)) UTF-8이 아닙니다"
      }
    case .notInEncoding(let encoding, let bytes):
      "\(quoted(bytes))\(particle(.topic, after: bytes)) \(encoding.rawValue) 문자가 아닙니다"
    case .isUTF8(let asked): "\(asked.rawValue) 인코딩이 아니라 UTF-8입니다"
    case .unknownEncoding(let encoding):
      "이 시스템에는 \(encoding.rawValue) 변환기가 없습니다"
    case .noZlib: "gzip 파일인데, 압축을 푸는 zlib이 설치되어 있지 않습니다"
    case .gzipEndsEarly: "gzip 파일이 중간에 끝납니다"
    case .gzipDamaged: "gzip 파일이 손상되었습니다"
    case .decodedTooLarge(let decoding, let bytes, let limit):
      "\(name(decoding)) 메모리가 약 "
        + "\(memory(bytes, rounded: .up)) 필요하지만 쓸 수 있는 것은 "
        + "\(memory(limit, rounded: .down))입니다"
    case .noMemory: "메모리가 부족합니다"
    case .cellTooLong(let limit): "이 셀은 \(memory(limit))보다 깁니다"
    case .quoteNotClosed(let limit):
      "여기서 연 따옴표가 \(limit.map { "\(memory($0)) 안에서 " } ?? "")닫히지 않습니다"
    case .textAfterQuote(let text):
      "이 셀의 닫는 따옴표 뒤에 \(quoted(text))\(particle(.subject, after: text)) 이어집니다"
    case .tooManyColumns(let limit): "헤더에 있는 열 이름이 \(limit)개보다 많습니다"
    case .unnamedColumn(let field): "헤더의 \(field)번째 필드에 이름이 없습니다"
    case .cellUnderNoName(let field, let cell, let line):
      "헤더의 \(field)번째 필드에 이름이 없는데, 그 아래 \(line)번째 줄에 \(quoted(cell)) 값이 있습니다"
    case .duplicateName(let name, let first, let second):
      "헤더의 \(first)번째 필드와 \(second)번째 필드의 이름이 모두 \(quoted(name))입니다"
    case .headerTooShort(let names, let cells):
      "헤더에는 이름이 \(names)개인데 행마다 셀이 \(cells)개 있습니다"
    case .rowTooShort(let expected, let found):
      "헤더대로라면 셀이 \(expected)개여야 하는데 \(found)개입니다"
    case .rowTooLong(let expected, let found, let goesOn, _):
      "헤더대로라면 셀이 \(expected)개여야 하는데 \(found)개\(goesOn ? "가 넘습니다" : "입니다")"
    case .infiniteNumber(let column, let cell):
      "\(quoted(column)) 열에 \(quoted(cell, most: 40)) 값이 있는데, 특성 값은 무한대일 수 없습니다"
    case .missingColumn(let column, let table):
      "\(escaped(table))에 있는 \(quoted(column.name)) 열이 없습니다"
    case .missingColumns(let columns, let table):
      "\(escaped(table))에 있는 열 \(grouped(columns.count))개가 없습니다: "
        + listed(columns.prefix(8).map { quoted($0.name) }, of: columns.count)
    case .notDatesAsIn(let table, let column, let cell, let order?):
      "\(quoted(column)) 열은 \(escaped(table))에서는 \(name(order)) 먼저 나오는 날짜인데 여기에는 "
        + "\(quoted(cell, most: 40)) 값이 있습니다"
    case .notDatesAsIn(let table, let column, let cell, nil):
      "\(quoted(column)) 열에 \(quoted(cell, most: 40)) 같은 날짜가 있는데 \(escaped(table))에서는 날짜가 아닙니다"
    case .notNumbersAsIn(let table, let column, let cell):
      "\(quoted(column)) 열은 \(escaped(table))에서는 숫자인데 여기에는 \(quoted(cell, most: 40)) 값이 있습니다"
    case .otherDecimalMark(let table, let column, let cell, let mark):
      "\(quoted(column)) 열은 \(escaped(table))에서는 소수점을 \(mark == .comma ? "쉼표" : "마침표")로 쓰는데 여기에는 "
        + "\(quoted(cell, most: 40)) 값이 있습니다"
    case .tooManyTexts(let column, let limit):
      "\(quoted(column)) 열에 서로 다른 문자열이 \(limit)개보다 많습니다"
    case .tooLarge(let bytes, let limit, let line):
      "표를 담는 데 메모리가 약 \(memory(bytes, rounded: .up)) 필요하지만 쓸 수 있는 것은 "
        + "\(memory(limit, rounded: .down))이고, \(line)번째 줄에서 이를 넘습니다"
    case .json(let fault): cause(fault)
    case .array(let fault): cause(fault)
    case .pairs(let fault): cause(fault)
    case .oddPrediction(let tool): "다른 줄과 달리 \(toolName(tool))의 출력 형식이 아닙니다"
    case .idle(let setting, let format):
      "\(settings(RequestSetting(setting))) 옵션은 \(name(format))에는 쓸 수 없습니다"
    }
  }

  private func cause(_ fault: JSONFault) -> String {
    switch fault {
    case .notAnObject(let found):
      "JSON 객체가 아니라 \(quoted(found))\(particle(.direction, after: found)) 시작하는 줄입니다"
    case .malformed(let found):
      "JSON에서 이 자리에는 \(quoted(found))\(particle(.subject, after: found)) 올 수 없습니다"
    case .endsEarly: "객체가 닫히기 전에 줄이 끝납니다"
    case .notANumber(let found): "\(quoted(found))\(particle(.topic, after: found)) JSON의 수가 아닙니다"
    case .nested(let key): "\(quoted(key)) 키의 값이 객체나 목록이라 셀로 읽을 수 없습니다"
    case .duplicateKey(let key): "한 객체에 \(quoted(key)) 키가 두 번 있습니다"
    case .halfCharacter(let found): "\(quoted(found))\(particle(.topic, after: found)) 글자의 반쪽입니다"
    }
  }

  private func cause(_ fault: ArrayFault) -> String {
    switch fault {
    case .notAnArray: "NumPy 배열이 아닙니다"
    case .badHeader: "배열의 헤더가 손상되었습니다"
    case .unknownVersion(let version): "NumPy 형식의 \(version)판은 읽을 수 없습니다"
    case .objects: "Python 객체가 든 배열입니다. 임의의 코드를 실행할 수 있어 읽지 않습니다"
    case .records: "원소가 여러 필드로 된 배열입니다"
    case .otherType(let type): "원소의 자료형 \(quoted(type))\(Particle.topic.after(type)) 수도 문자열도 아닙니다"
    case .otherShape(let shape): "배열의 모양이 \(tuple(shape))인데, 표에는 행과 열이 있어야 합니다"
    case .otherLength(let expected, let found):
      memory(expected) == memory(found)
        ? "배열의 모양으로는 \(grouped(expected))바이트여야 하는데 \(grouped(found))바이트가 있습니다"
        : "모양대로라면 \(memory(expected))여야 하는 배열이 \(memory(found))입니다"
    case .tooLarge(let bytes, let limit):
      "표를 담는 데 메모리가 \(memory(bytes, rounded: .up)) 필요하지만 쓸 수 있는 것은 \(memory(limit, rounded: .down))입니다"
    case .badText(let row): "\(row)번째 행의 문자열이 올바르지 않습니다"
    case .damagedArchive: "압축 파일이 손상되었거나 중간에 끝납니다"
    case .otherArchive: "암호가 걸렸거나 여러 개로 나뉘었거나 4GB를 넘는 압축 파일입니다"
    case .duplicateArray(let name): "이름이 \(quoted(name))인 배열이 둘입니다"
    case .damagedArray(let name): "압축 파일에 든 \(quoted(name)) 배열이 손상되었습니다"
    case .severalTables(let names):
      "행과 열이 있는 배열이 여럿인데(\(listed(first: 8, of: names))) 이름이 X인 것이 없습니다"
    case .noTable: "압축 파일에 배열이 없습니다"
    case .labelCount(let labels, let rows): "행은 \(grouped(rows))개인데 레이블은 \(grouped(labels))개입니다"
    case .labelColumns(let columns): "레이블은 한 열이어야 하는데 \(grouped(columns))열입니다"
    }
  }

  private func cause(_ fault: PairFault) -> String {
    switch fault {
    case .noLabel: "쌍 앞에 레이블이 없는 줄입니다"
    case .severalLabels(let labels): "한 행에 레이블이 여럿입니다(\(quoted(labels)))"
    case .badPair(let pair):
      "\(quoted(pair))\(particle(.topic, after: pair)) 3:0.5처럼 번호와 수를 쌍으로 쓴 것이 아닙니다"
    case .zeroIndex: "번호는 1부터 세는데 0이 있습니다"
    case .indexTooGreat(let pair, let limit): "\(quoted(pair))의 번호가 \(limit)보다 큽니다"
    case .notRising(let index, let before):
      "한 줄의 번호는 점점 커져야 하는데 \(before) 다음에 \(index)\(Particle.subject.after("\(index)")) 나옵니다"
    case .notFinite(let pair): "\(quoted(pair))\(particle(.topic, after: pair)) 유한한 수가 아닙니다"
    }
  }

  func name(_ format: RecordFormat) -> String {
    switch format {
    case .csv: "셀로 된 표"
    case .jsonl: name(TableFault.FileFormat.jsonl)
    case .npy: name(TableFault.FileFormat.npy)
    case .libsvm: "libsvm 파일"
    }
  }

  private func name(_ format: TableFault.FileFormat) -> String {
    switch format {
    case .gzip: "gzip 파일"
    case .zstd: "zstd 파일"
    case .xz: "xz 파일"
    case .bzip2: "bzip2 파일"
    case .zip: "zip 압축 파일"
    case .sevenZip: "7-Zip 압축 파일"
    case .tar: "tar 파일"
    case .spreadsheet: "스프레드시트"
    case .parquet: "Parquet 파일"
    case .arrow: "Arrow 파일"
    case .hdf5: "HDF5 파일"
    case .npy: "NumPy 배열 파일"
    case .npz: "NumPy 압축 파일"
    case .sqlite: "SQLite 데이터베이스"
    case .json: "JSON 파일"
    case .jsonl: "JSON Lines 파일"
    case .arff: "ARFF 파일"
    case .html: "HTML 문서"
    case .xml: "XML 파일"
    case .pdf: "PDF 파일"
    }
  }

  private func name(_ decoding: TableFault.Decoding) -> String {
    switch decoding {
    case .unpack: "압축을 풀면"
    case .decode: "UTF-8로 바꾸면"
    case .cells: "셀로 바꾸면"
    }
  }

  private func name(_ encoding: TextEncoding) -> String {
    encoding.rawValue + Particle.direction.after(encoding.rawValue)
  }

  func reason(_ failure: TableFault.SystemFailure) -> String {
    failure.reason ?? "오류 \(failure.code)"
  }

  /// 메모리의 양.
  func memory(
    _ bytes: Int, rounded rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero
  ) -> String {
    CrossEntropyReport::memory(bytes, bytes: { "\($0)바이트" }, rounded: rule)
  }

  private func particle(_ particle: Particle, after bytes: [UInt8]) -> String {
    particle.after(String(decoding: bytes, as: UTF8.self))
  }
}

// MARK: Datasets

extension Korean {
  package func cause(_ fault: DatasetFault) -> String {
    switch fault {
    case .unknownColumn(let column): cause(column)
    case .notText(let column): "\(quoted(column)) 열을 이름이 아니라 수로 읽었습니다"
    case .notNumbers(let column): "\(quoted(column)) 열을 수가 아니라 이름으로 읽었습니다"
    case .noTarget: "목표 열이 지정되지 않았습니다"
    case .emptyTarget(let target): "목표 열 \(quoted(target))의 모든 행이 비어 있습니다"
    case .oneClass(let target, let name):
      "목표 열 \(quoted(target))에 클래스가 \(quoted(name)) 하나뿐입니다"
    case .notALabel(let target, let values, let examples):
      "목표 열 \(quoted(target))에 값이 \(values)개 있습니다"
        + "(\(listed(examples.map { quoted($0) }, of: values))). "
        + "목표 열이 여럿이면 각 열은 참 또는 거짓을 나타내는 레이블이므로 값이 두 개여야 합니다"
    case .quantity(let target, let cell, let values):
      "목표 열 \(quoted(target))에는 \(quoted(cell)) 같은 서로 다른 수가 \(grouped(values))개 있어 "
        + "클래스가 아니라 수량으로 보입니다"
    case .tooManyClasses(let target, let values, let rows):
      "목표 열 \(quoted(target))에는 행 \(rows)개에 서로 다른 값이 \(values)개 있습니다"
    case .allMerged(let target, let least):
      "\(quoted(target)) 열의 클래스가 모두 \(grouped(least))행보다 적어 하나로 합쳐집니다"
    case .unknownClass(let target, let name, _):
      "목표 열 \(quoted(target))에 \(quoted(name)) 클래스가 없습니다"
    case .notTwoClasses(let target, let classes):
      "목표 열 \(quoted(target))의 클래스는 \(grouped(classes))개입니다. 양성 클래스는 클래스가 둘일 때만 정할 수 있습니다"
    case .weightlessClass(let target, let name):
      "\(quoted(target)) 열의 클래스 \(quoted(name))에 속한 모든 행의 가중치가 0입니다"
    case .classWithoutOtherTargets(let target, let name):
      "\(quoted(target)) 열의 클래스 \(quoted(name))에 속한 행마다 "
        + "다른 목표 열에 빈 셀이 있습니다"
    case .weightsNotNumbers(let column, let note):
      "가중치 열 \(quoted(column))에 수가 아닌 값이 있습니다\(aside(note))"
    case .missingWeight(let column): "\(quoted(column)) 열의 가중치가 결측입니다"
    case .negativeWeight(let column, let weight):
      "\(quoted(column)) 열의 가중치가 \(weight)입니다"
    case .allWeightsZero(let column): "\(quoted(column)) 열의 가중치가 모두 0입니다"
    case .negligibleWeight(let column, let weight, let greatest):
      "\(quoted(column)) 열의 가중치 \(weight)\(Particle.topic.after("\(weight)")) "
        + "\(greatest)에 비해 너무 작아 반영되지 않습니다"
    case .missingGroup(let column): "\(quoted(column)) 열의 그룹이 결측입니다"
    case .noFeatures(let dropped, _):
      "학습에 쓸 열이 남지 않았습니다"
        + (dropped.isEmpty
          ? ""
          : "(\(dropped.map { "\(escaped($0.name)): \(reason($0.reason))" }.joined(separator: ", ")))")
    }
  }

  private func cause(_ column: UnknownColumn) -> String { "\(quoted(column.name)) 열이 없습니다" }
}

// MARK: Leaks

extension Korean {
  package func leak(
    _ column: String, byMissing: Bool, logLoss: String, constant: String
  ) -> String {
    "\(byMissing ? missingnessOf(column) : column) 하나로 \(logLoss) nats(비율만으로 \(constant))"
  }

  package var probableLeak: String { "정보 누수 의심" }
  package func leaking(_ columns: [String], more: Int, target: String) -> String {
    let names = columns + (more > 0 ? [self.more(more)] : [])
    return "\(names.joined(separator: ", ")) 하나만으로 \(target) 값을 거의 확실히 알 수 있습니다. 나중에야 알 수 있는 "
      + "열이라면 \(settings(.ignore)) 옵션으로 빼세요."
  }
  package func missingnessOf(_ column: String) -> String { "\(column)의 결측 여부" }
}

// MARK: Measures

extension Korean {
  package func cause(_ fault: MeasureFault) -> String {
    switch fault {
    case .unknownColumn(let column): cause(column)
    case .noNumbers: "수치형 열이 없습니다"
    case .notNumbers(let column, let note):
      "\(quoted(column)) 열에 수가 아닌 값이 있습니다\(aside(note))"
    case .emptyColumn(let column): "\(quoted(column)) 열의 모든 행이 비어 있습니다"
    case .noCommonRow(let column, let given):
      "\(quoted(column)) 열과 \(quoted(given)) 열에 모두 값이 있는 행이 없습니다"
    case .notCategories(let column, let values, let given, let givenValues, let most):
      "\(quoted(column)) 열에는 값이 \(values)개, \(quoted(given)) 열에는 \(givenValues)개 있어 "
        + "범주로 볼 수 없습니다. 두 값의 쌍은 \(grouped(most))개까지만 셉니다"
    }
  }

  private func aside(_ note: ColumnNote?) -> String {
    note.map { "(\(sentence($0)))" } ?? ""
  }
}
