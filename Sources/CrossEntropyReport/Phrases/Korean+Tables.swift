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
      "\(decoding == .unpack ? "압축을 풀면" : "UTF-8로 바꾸면") 메모리가 약 "
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

  private func name(_ encoding: TextEncoding) -> String {
    encoding.rawValue + Particle.direction.after(encoding.rawValue)
  }

  private func reason(_ failure: TableFault.SystemFailure) -> String {
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
    case .noFeatures(let dropped):
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
}

// MARK: Notes

extension Korean {
  package func sentence(_ note: DatasetNote) -> String {
    switch note {
    case .table(let note): sentence(note)
    case .column(let name, let note): "\(escaped(name)): \(sentence(note))"
    case .zeroWeightRows(let count): "가중치가 0이어서 아무것도 알려 주지 않는 행 \(count)개를 제외했습니다"
    case .equalNumbers(let column, let texts, let sets):
      "\(escaped(column)): 같은 수는 한 값으로 보았습니다("
        + "\(listed(texts.map { $0.map { escaped($0) }.joined(separator: " = ") }, of: sets)))"
    case .missingCells(let column, let tokens, let cells):
      "\(escaped(column)): \(tokens.map { quoted($0) }.joined(separator: ", ")) 값을 결측으로 읽었습니다"
        + "(셀 \(grouped(cells))개)"
    case .tokenIsClass(let target, let name, let rows):
      "\(escaped(target)): 클래스 \(quoted(name))(행 \(grouped(rows))개)가 결측을 뜻한다면 "
        + "\(settings(.targetMissing)) \(escaped(name)) 옵션을 주세요"
    case .unmetTokens(let tokens, let areOfTarget):
      "\(settings(areOfTarget ? .targetMissing : .missing)) 옵션에 지정한 "
        + "\(list(tokens.map { quoted($0) })) 값을 가진 \(areOfTarget ? "레이블" : "셀")이 없습니다"
    case .nothingMerged(let least): "\(settings(.mergeRare)) \(grouped(least)) 옵션으로 합칠 클래스가 없습니다"
    case .readAnyway(let column, .feature):
      "\(escaped(column)): 식별자로 보이지 않아 \(settings(.keep)) 옵션이 없어도 쓰입니다"
    case .readAnyway(let column, .numbers):
      "\(escaped(column)): \(settings(.numeric)) 옵션이 없어도 수치형으로 읽습니다"
    case .readAnyway(let column, .categories):
      "\(escaped(column)): \(settings(.categorical)) 옵션이 없어도 범주형으로 읽습니다"
    case .mergedClasses(let target, let classes, let other):
      "\(escaped(target)): 드문 클래스 \(grouped(classes.count))개를 \(quoted(other))로 합쳤습니다: "
        + listed(first: 8, of: classes)
    case .idLike(let column, let values, let cells):
      "\(escaped(column)) 열은 셀 \(grouped(cells))개에 값이 \(grouped(values))개 있어 식별자처럼 보입니다. 이 열이 "
        + "알려 주는 것은 우연입니다"
    case .sharedGroups(let count, let all):
      "그룹 \(grouped(all))개 가운데 \(grouped(count))개는 학습에도 쓰이므로, 점수가 새로운 그룹에 대한 것이 아닙니다"
    case .sharedRows(let count, let all, let table):
      "평가할 행 \(grouped(all))개 가운데 \(grouped(count))개가 \(escaped(table))에도 있어, 점수가 실제보다 좋게 나옵니다"
    case .appended(let file, .table(.validUTF8(let encoding))):
      "\(escaped(file)): \(validUTF8(encoding)). 글자가 깨져 보이면 \(settings(.testEncoding)) "
        + "\(TextEncoding.utf8.rawValue) 옵션을 주세요"
    case .appended(let file, let note): "\(escaped(file)): \(sentence(note))"
    case .yesOrNo(let column): "\(escaped(column)): 행마다 확률이 하나이므로 예/아니요의 확률로 읽었습니다"
    }
  }

  package func sentence(_ note: ColumnNote) -> String {
    switch note {
    case .allMissing: "모든 셀이 결측입니다"
    case .unreadNumber(let line, let cell, let form):
      "\(readAsCategories) \(line)번째 줄의 \(quoted(cell, most: 40))\(Particle.topic.after(cell)) "
        + explanation(form)
    case .numbersAndText(let line, let cell):
      "\(readAsCategories) \(line)번째 줄에는 \(quoted(cell, most: 40)) 값이 있고 "
        + "다른 줄에는 수가 있습니다"
    case .oddCells(let line, let cell, let count): odd(line, cell, count, "수가")
    case .oddDates(let line, let cell, let count): odd(line, cell, count, "날짜가")
    case .notation(let cell, let value, let other):
      (hasMinusSign(cell, value) ? "하이픈이 아닌 빼기 기호로 쓴 " : "")
        + "\(quoted(cell, most: 40))\(Particle.object.after(cell)) "
        + "\(allDigits(value))\(Particle.direction.after(allDigits(value))) 읽었습니다"
        + (other.map { ". 아니라면 \(settings(.decimal)) \($0.rawValue) 옵션을 주세요" } ?? "")
    case .mixedUnits(let cells):
      "단위가 있는 셀과 없는 셀, 또는 단위가 다른 셀을 한 척도로 읽었습니다("
        + list(cells.map { "\(quoted($0.cell, most: 40)) → \(allDigits($0.value))" })
        + "). 척도가 다르다면 표기를 통일하세요"
    case .dates(let cell, let days, let order, let isSure):
      "날짜를 1970-01-01부터의 일수로 읽었습니다. \(quoted(cell, most: 40))\(Particle.topic.after(cell)) "
        + "\(fewDigits(days))입니다"
        + (isSure ? "" : ". 셀만으로는 순서를 알 수 없어 \(name(order)) 먼저 오는 것으로 보았습니다")
    case .newLevels(let levels, let count, let cells):
      "학습할 행에 없는 값이 셀 \(grouped(cells))개에 있어 예측에 쓰이지 않습니다: "
        + listed(levels.map { quoted($0, most: 40) }, of: count)
    case .offset(let offset):
      "\(allDigits(offset))\(Particle.object.after(allDigits(offset))) 뺀 값으로 읽었습니다"
    }
  }

  package func reason(_ reason: DropReason) -> String {
    switch reason {
    case .allMissing: "모두 결측"
    case .constant: "상수"
    case .idLikeNumbers(let first, let last): "식별자로 보임: \(first)부터 \(last)까지의 번호"
    case .counter(let first, let last):
      "식별자로 보임: 행마다 \(first < last ? "커지는" : "작아지는") 번호, \(first)부터 \(last)까지"
    case .idLikeTexts(let values, let rows): "식별자로 보임: 행 \(rows)개에 서로 다른 값 \(values)개"
    }
  }

  package func wayBack(to column: String?) -> String {
    column.map { "이 열을 쓰려면 \(settings(.keep)) \($0)" } ?? "그래도 쓸 열은 \(settings(.keep)) 옵션으로 지정"
  }

  private func sentence(_ note: TableNote) -> String {
    switch note {
    case .byteOrderMark: "UTF-8 바이트 순서 표시(BOM)를 건너뛰었습니다"
    case .encoding(let encoding): "\(encoding.rawValue) 인코딩으로 읽었습니다"
    case .validUTF8(let encoding):
      "\(validUTF8(encoding)). 글자가 깨져 보이면 \(settings(.encoding)) 옵션을 빼세요"
    case .markOverrules(let encoding):
      "바이트 순서 표시가 다른 인코딩을 가리켜 지정한 \(encoding.rawValue) 인코딩은 쓰지 않았습니다"
    case .separatorLine: "구분자를 알리는 첫 줄을 건너뛰었습니다"
    case .commentLines(let count): "헤더 위의 주석 \(count)줄을 건너뛰었습니다"
    case .titleLines(let count, let title):
      "헤더 위의 \(count)줄을 건너뛰었습니다: \(quoted(title, most: 40))"
    case .rowNames(let name):
      "R에서 저장한 파일처럼 헤더에 첫 열의 이름이 없어 "
        + "\(quoted(name))\(Particle.name.after(name)) 부릅니다"
    case .repeatedHeaders(1, let line): "헤더가 되풀이된 \(line)번째 줄을 제외했습니다"
    case .repeatedHeaders(let count, let line):
      "\(line)번째 줄을 비롯해 헤더가 되풀이된 \(count)줄을 제외했습니다"
    case .totalsLeftOut(let line): "마지막 행(\(line)번째 줄)은 합계이므로 제외했습니다"
    case .totalsKept(let line):
      "마지막 행(\(line)번째 줄)은 합계처럼 보이지만 합이 맞지 않아 그대로 두었습니다"
    case .delimiter(let byte): "셀은 \(name(delimiter: byte)) 구분되어 있습니다"
    case .decimalComma([]): "쉼표를 소수점으로 읽었습니다"
    case .decimalComma(let columns):
      "다음 열에서는 쉼표를 소수점으로 읽었습니다: \(listed(first: 8, of: columns))"
    case .missingMarks(let marks):
      "다음 문자열은 결측을 나타냅니다: "
        + listed(
          marks.prefix(8).map { "\(quoted($0.text, most: 40))(\($0.cells)개)" }, of: marks.count)
    case .blankLines(let count): "빈 줄 \(count)개를 건너뛰었습니다"
    case .trimmedNames: "헤더에 있는 이름의 앞뒤 공백을 지웠습니다"
    case .namedFirstColumn(let name):
      "헤더에 첫 열의 이름이 없어 \(quoted(name))\(Particle.name.after(name)) 부릅니다"
    case .columnsBeside(let names):
      "표에 없는 열 \(names.count)개를 제외했습니다: \(listed(first: 8, of: names))"
    case .emptyColumns(let count): "행 끝에 있는 이름 없는 빈 열 \(count)개를 제외했습니다"
    }
  }

  private func validUTF8(_ encoding: TextEncoding) -> String {
    "올바른 UTF-8 파일이지만 지정한 대로 \(encoding.rawValue) 인코딩으로 읽었습니다"
  }

  private func odd(_ line: Int, _ cell: String, _ count: Int, _ kind: String) -> String {
    "\(kind) 아닌 셀 \(count)개를 결측으로 처리했습니다"
      + "(\(count == 1 ? "" : "예: ")\(line)번째 줄의 \(quoted(cell, most: 40)))"
  }

  private var readAsCategories: String { "범주형으로 읽었습니다." }

  private func explanation(_ form: NumberForm) -> String {
    switch form {
    case .leadingZero: "식별자처럼 0으로 시작합니다"
    case .thousands: "천 단위 구분 기호가 있는 수입니다"
    case .decimalComma: "소수점을 쉼표로 쓴 수입니다"
    case .decimalPoint: "소수점을 쉼표로 쓰는 파일에서 마침표로 쓴 수입니다"
    }
  }

  private func name(_ order: DateOrder) -> String {
    switch order {
    case .yearFirst: "연도가"
    case .dayFirst: "일이"
    case .monthFirst: "월이"
    }
  }

  private func name(delimiter: UInt8) -> String {
    switch delimiter {
    case UInt8(ascii: "\t"): "탭으로"
    case UInt8(ascii: ";"): "세미콜론으로"
    default: "\(quoted(CollectionOfOne(delimiter))) 문자로"
    }
  }

  private func aside(_ note: ColumnNote?) -> String {
    note.map { "(\(sentence($0)))" } ?? ""
  }
}
