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
    case .notATextFile(.utf16): "UTF-16 파일입니다"
    case .notATextFile(.gzip): "gzip 파일입니다"
    case .notATextFile(.zstd): "zstd 파일입니다"
    case .notATextFile(.zip): "zip 압축 파일이거나 스프레드시트입니다"
    case .notATextFile(.parquet): "Parquet 파일입니다"
    case .noRows(.noBytes): "빈 파일입니다"
    case .noRows(.blankLinesOnly): "빈 줄만 있는 파일입니다"
    case .noRows(.headerOnly): "헤더 아래에 행이 없습니다"
    case .nulByte(let cell): "\(cell.map { "셀 \(quoted($0))" } ?? "이 셀")에 NUL 바이트가 있습니다"
    case .notUTF8(let cell, let encoding):
      "셀 \(quoted(cell))의 인코딩은 UTF-8이 아니라 \(encodingName(encoding))인 것 같습니다"
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
    case .rowTooShort(let expected, let found):
      "헤더대로라면 셀이 \(expected)개여야 하는데 \(found)개입니다"
    case .rowTooLong(let expected, let found, let goesOn, _):
      "헤더대로라면 셀이 \(expected)개여야 하는데 \(found)개\(goesOn ? "가 넘습니다" : "입니다")"
    case .infiniteNumber(let column, let cell):
      "\(quoted(column)) 열에 \(quoted(cell, most: 40)) 값이 있는데, 특성 값은 무한대일 수 없습니다"
    case .tooManyTexts(let column, let limit):
      "\(quoted(column)) 열에 서로 다른 문자열이 \(limit)개보다 많습니다"
    case .tooLarge(let bytes, let limit, let line):
      "표를 담는 데 메모리가 약 \(memory(bytes, rounded: .up)) 필요하지만 쓸 수 있는 것은 "
        + "\(memory(limit, rounded: .down))이고, \(line)번째 줄에서 이를 넘습니다"
    }
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
    case .mergedClasses(let target, let classes, let other):
      "\(escaped(target)): 드문 클래스 \(grouped(classes.count))개를 \(quoted(other))로 합쳤습니다: "
        + listed(first: 8, of: classes)
    case .idLike(let column, let values, let cells):
      "\(escaped(column)) 열은 셀 \(grouped(cells))개에 값이 \(grouped(values))개 있어 식별자처럼 보입니다. 이 열이 "
        + "알려 주는 것은 우연입니다"
    case .yesOrNo(let column): "\(escaped(column)): 행마다 확률이 하나이므로 예/아니요의 확률로 읽었습니다"
    case .notNumbers(let column, let cells, let line, let cell):
      "\(escaped(column)): 수가 아닌 셀 \(grouped(cells))개를 결측으로 읽었습니다"
        + "(처음은 \(line)번째 줄의 \(quoted(cell, most: 40)))"
    }
  }

  package func sentence(_ note: ColumnNote) -> String {
    switch note {
    case .allMissing: "모든 셀이 결측입니다"
    case .unreadNumber(let line, let cell, let form):
      "\(readAsCategories) \(line)번째 줄의 \(quoted(cell, most: 40))\(Particle.topic.after(cell)) "
        + explanation(form)
    case .textAmongNumbers(let line, let cell, 1):
      "\(readAsCategories) \(line)번째 줄에 \(quoted(cell, most: 40)) 값이 있습니다"
    case .textAmongNumbers(let line, let cell, let count):
      "\(readAsCategories) \(line)번째 줄의 \(quoted(cell, most: 40))\(Particle.object.after(cell)) "
        + "비롯해 수가 아닌 셀이 \(count)개 있습니다"
    case .numbersAndText(let line, let cell):
      "\(readAsCategories) \(line)번째 줄에는 \(quoted(cell, most: 40)) 값이 있고 "
        + "다른 줄에는 수가 있습니다"
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

  private func sentence(_ note: TableNote) -> String {
    switch note {
    case .byteOrderMark: "UTF-8 바이트 순서 표시(BOM)를 건너뛰었습니다"
    case .delimiter(let byte): "셀은 \(name(delimiter: byte)) 구분되어 있습니다"
    case .decimalComma: "쉼표를 소수점으로 읽었습니다"
    case .blankLines(let count): "빈 줄 \(count)개를 건너뛰었습니다"
    case .trimmedNames: "헤더에 있는 이름의 앞뒤 공백을 지웠습니다"
    case .namedFirstColumn(let name):
      "헤더에 첫 열의 이름이 없어 \(quoted(name))\(Particle.direction.after(name)) 부릅니다"
    case .emptyColumns(let count): "행 끝에 있는 이름 없는 빈 열 \(count)개를 제외했습니다"
    }
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
