import CrossEntropyFiles
import Testing

@testable import CrossEntropyLearning
@testable import CrossEntropyReport
@testable import CrossEntropyWorkflows

private func reading(
  _ encoding: TextEncoding, _ text: [String], isClear: Bool = false
) -> TableFault.EncodingReading {
  TableFault.EncodingReading(encoding: encoding, text: text, isClear: isClear)
}

/// The words for what can be wrong with a table and for what was noticed, in both languages.
@Suite struct TablePhrasesTests {
  private let english = English { "--\($0.rawValue)" }
  private let korean = Korean { "--\($0.rawValue)" }
  private let place = FilePlace(file: "t.csv")

  private func check(_ error: WorkflowError, _ inEnglish: String, _ inKorean: String) {
    #expect(ErrorText(error, english).line == "t.csv: " + inEnglish)
    #expect(ErrorText(error, korean).line == "t.csv: " + inKorean)
  }

  @Test(
    arguments: [
      (
        .nulInPath, "no file has a NUL in its name; correct it",
        "파일 이름에 NUL 문자가 있습니다; 이름을 바로잡으세요"
      ),
      (
        .noSuchFile(nearest: "a/iris.csv"), "there is no such file; did you mean 'a/iris.csv'?",
        "그런 파일이 없습니다; 'a/iris.csv'를 찾으셨나요?"
      ),
      (
        .noSuchFile(nearest: nil), "there is no such file; check the path",
        "그런 파일이 없습니다; 경로를 확인하세요"
      ),
      (
        .directory, "this is a directory; name a file inside it",
        "디렉터리입니다; 그 안에 있는 파일을 지정하세요"
      ),
      (
        .permissionDenied, "this file may not be read; change its permissions",
        "이 파일을 읽을 권한이 없습니다; 접근 권한을 바꾸세요"
      ),
      (
        .cannotOpen(TableFault.SystemFailure(code: 24, reason: "Too many open files")),
        "this file cannot be opened (Too many open files); check the path",
        "이 파일을 열 수 없습니다(Too many open files); 경로를 확인하세요"
      ),
      (
        .cannotRead(TableFault.SystemFailure(code: 5, reason: nil)),
        "reading failed (error 5); check the disk or the connection, and try again",
        "읽는 도중에 실패했습니다(오류 5); 디스크나 연결을 확인하고 다시 시도하세요"
      ),
      (
        .changed,
        "the file changed while it was read; try again when no other program writes to it",
        "읽는 동안 파일이 바뀌었습니다; 다른 프로그램이 이 파일을 쓰고 있지 않을 때 다시 시도하세요"
      ),
      (
        .badDelimiter(0x22), #"'"' cannot separate cells; use --delimiter ,"#,
        #"'"' 문자로는 셀을 구분할 수 없습니다; --delimiter , 옵션을 주세요"#
      ),
      (
        .pipeTooLarge(limit: 1000),
        "more than 1000 bytes came through a pipe, and memory has no room for more; save them in a "
          + "file and name it",
        "파이프로 들어온 데이터가 1000바이트를 넘어 더 담을 메모리가 없습니다; 파일로 저장한 뒤 그 파일을 "
          + "지정하세요"
      ),
      (
        .pipeTooLarge(limit: nil),
        "there is not enough memory for what came through the pipe; save it in a file",
        "파이프로 들어온 데이터를 담을 메모리가 부족합니다; 파일로 저장하세요"
      ),
      (
        .notATextFile(.gzip), "this is a gzip file; unpack it with gzip -d",
        "gzip 파일입니다; gzip -d 명령으로 압축을 푸세요"
      ),
      (
        .notATextFile(.zstd), "this is a zstd file; unpack it with zstd -d",
        "zstd 파일입니다; zstd -d 명령으로 압축을 푸세요"
      ),
      (
        .notATextFile(.spreadsheet), "this is a spreadsheet; save the table as CSV",
        "스프레드시트입니다; 표를 CSV로 저장하세요"
      ),
      (
        .notATextFile(.parquet),
        "this is a Parquet file; make it a table with python3 -c 'import pandas; "
          + "pandas.read_parquet(\"FILE\").to_csv(\"table.csv\", index=False)'",
        "Parquet 파일입니다; 다음 명령으로 표를 만드세요: python3 -c 'import pandas; "
          + "pandas.read_parquet(\"FILE\").to_csv(\"table.csv\", index=False)'"
      ),
      (
        .notATextFile(.arff),
        "this is an ARFF file; replace its lines up to @data by the names of the columns, "
          + "with commas",
        "ARFF 파일입니다; @data까지의 줄을 지우고 그 자리에 열 이름을 쉼표로 구분해 쓰세요"
      ),
      (
        .decodedTooLarge(.cells, bytes: 1 << 62, limit: 1 << 20),
        "the text takes about 4 EiB of memory once it is made of cells, more than the 1 MiB that it "
          + "may; save the table as CSV",
        "셀로 바꾸면 메모리가 약 4 EiB 필요하지만 쓸 수 있는 것은 1 MiB입니다; 표를 CSV로 저장하세요"
      ),
      (
        .notATextFile(.npy), "this is an array of NumPy; leave --inputFormat out",
        "NumPy 배열 파일입니다; --inputFormat 옵션을 빼세요"
      ),
      (
        .json(.notAnObject(found: Array("[1]".utf8))),
        "this line is no object of JSON but begins with '[1]'; write each row as an object on a line "
          + "of its own",
        "JSON 객체가 아니라 '[1]'로 시작하는 줄입니다; 행마다 한 줄에 객체 하나를 쓰세요"
      ),
      (
        .json(.endsEarly),
        "the line ends before its object does; correct the line, or copy it again from where it came",
        "객체가 닫히기 전에 줄이 끝납니다; 줄을 고치거나, 원본을 다시 복사하세요"
      ),
      (
        .json(.notANumber(Array("NaN".utf8))),
        "'NaN' is no number in JSON; write null where a value is missing",
        "'NaN'은 JSON의 수가 아닙니다; 값이 없는 자리에는 null을 쓰세요"
      ),
      (
        .json(.nested(key: "a")),
        "the value of 'a' is an object or a list, and no cell; use --ignore a",
        "'a' 키의 값이 객체나 목록이라 셀로 읽을 수 없습니다; --ignore a 옵션을 주세요"
      ),
      (
        .array(.objects),
        "this array holds objects of Python, which are not read as they may run any code; save one "
          + "array of numbers or texts, with rows and columns",
        "Python 객체가 든 배열입니다. 임의의 코드를 실행할 수 있어 읽지 않습니다; 행과 열이 있는, 수나 문자열의 "
          + "배열 하나로 저장하세요"
      ),
      (
        .array(.otherShape([3])),
        "the array has the shape (3,), and a table has rows and columns; save one array of numbers "
          + "or texts, with rows and columns",
        "배열의 모양이 (3,)인데, 표에는 행과 열이 있어야 합니다; 행과 열이 있는, 수나 문자열의 배열 하나로 저장하세요"
      ),
      (
        .array(.labelCount(2, rows: 3)),
        "there are 2 labels for 3 rows; give every row one label",
        "행은 3개인데 레이블은 2개입니다; 행마다 레이블을 하나씩 주세요"
      ),
      (
        .pairs(.zeroIndex), "an index is 0, and they count from 1; use --zeroBased",
        "번호는 1부터 세는데 0이 있습니다; --zeroBased 옵션을 주세요"
      ),
      (
        .pairs(.notRising(2, after: 3)),
        "index 2 follows 3, and the indices of a line rise; correct the line",
        "한 줄의 번호는 점점 커져야 하는데 3 다음에 2가 나옵니다; 줄을 고치세요"
      ),
      (
        .idle(.delimiter, .jsonl),
        "--delimiter says nothing of a JSON Lines file; leave --delimiter out",
        "--delimiter 옵션은 JSON Lines 파일에는 쓸 수 없습니다; --delimiter 옵션을 빼세요"
      ),
      (
        .noZlib,
        "this is a gzip file, and zlib, which unpacks it, is not installed; install it, or unpack "
          + "it with gzip -d",
        "gzip 파일인데, 압축을 푸는 zlib이 설치되어 있지 않습니다; 설치하거나, gzip -d 명령으로 압축을 푸세요"
      ),
      (
        .gzipEndsEarly, "the gzip file ends too early; copy it again from where it came",
        "gzip 파일이 중간에 끝납니다; 원본을 다시 복사하세요"
      ),
      (
        .gzipDamaged, "the gzip file is damaged; copy it again from where it came",
        "gzip 파일이 손상되었습니다; 원본을 다시 복사하세요"
      ),
      (
        .decodedTooLarge(.unpack, bytes: 1 << 62, limit: 1 << 20),
        "the text takes about 4 EiB of memory once it is unpacked, more than the 1 MiB that it may; "
          + "unpack it with gzip -d",
        "압축을 풀면 메모리가 약 4 EiB 필요하지만 쓸 수 있는 것은 1 MiB입니다; gzip -d 명령으로 압축을 푸세요"
      ),
      (
        .decodedTooLarge(.decode, bytes: 1 << 62, limit: 1 << 20),
        "the text takes about 4 EiB of memory once it is in UTF-8, more than the 1 MiB that it may; "
          + "save it as UTF-8",
        "UTF-8로 바꾸면 메모리가 약 4 EiB 필요하지만 쓸 수 있는 것은 1 MiB입니다; UTF-8로 저장하세요"
      ),
      (
        .noMemory,
        "there is not enough memory; take fewer rows or columns, or a machine with more memory",
        "메모리가 부족합니다; 행이나 열을 줄이거나, 메모리가 더 큰 컴퓨터를 쓰세요"
      ),
      (
        .noRows(.noBytes), "the file is empty; it needs a header and at least one row",
        "빈 파일입니다; 헤더와 행이 하나 이상 있어야 합니다"
      ),
      (
        .noRows(.blankLinesOnly),
        "the file holds blank lines only; it needs a header and at least one row",
        "빈 줄만 있는 파일입니다; 헤더와 행이 하나 이상 있어야 합니다"
      ),
      (
        .noRows(.headerOnly), "there are no rows below the header; add at least one",
        "헤더 아래에 행이 없습니다; 행을 하나 이상 넣으세요"
      ),
      (
        .nulByte(cell: [0x79, 0, 0x7A]),
        "'y\\u{0}z' holds a NUL byte; this is not a text file, or a damaged one",
        "셀 'y\\u{0}z'에 NUL 바이트가 있습니다; 텍스트 파일이 아니거나 손상된 파일입니다"
      ),
      (
        .nulByte(cell: nil),
        "this cell holds a NUL byte; this is not a text file, or a damaged one",
        "이 셀에 NUL 바이트가 있습니다; 텍스트 파일이 아니거나 손상된 파일입니다"
      ),
      (
        .notUTF8(cell: [0xC6, 0xEB], readings: [reading(.cp949, ["펭귄 종", "섬"], isClear: true)]),
        "this is not UTF-8 but cp949: 펭귄 종, 섬; use --encoding cp949",
        "UTF-8이 아니라 cp949로 저장된 파일로 보입니다('펭귄 종, 섬'); --encoding cp949 옵션을 주세요"
      ),
      (
        .notUTF8(
          cell: [0xC6, 0xEB],
          readings: [
            reading(.gb18030, ["性", "a", "b", "c", "d"]), reading(.cp949, ["옴\u{1B}"]),
          ]),
        "this is not UTF-8; it may be gb18030: 性, a, b, c, …, or cp949: 옴\\u{1b}; "
          + "if one of these is right, name it with --encoding, or save it as UTF-8",
        "UTF-8이 아닙니다. 다음 인코딩 가운데 하나로 보입니다: gb18030('性, a, b, c, …'), "
          + "cp949('옴\\u{1b}'); 맞는 것이 있으면 --encoding 옵션으로 지정하거나, UTF-8로 저장하세요"
      ),
      (
        .notUTF8(cell: [0x93], readings: []), "'\\x93' is not UTF-8; save it as UTF-8",
        "셀 '\\x93'은(는) UTF-8이 아닙니다; UTF-8로 저장하세요"
      ),
      (
        .notInEncoding(.shiftJIS, bytes: [0xFF]),
        "'\\xFF' is not shift_jis; name the right encoding with --encoding",
        "'\\xFF'은(는) shift_jis 문자가 아닙니다; --encoding 옵션으로 올바른 인코딩을 지정하세요"
      ),
      (
        .isUTF8(asked: .cp949), "this is UTF-8 and not cp949; leave --encoding out",
        "cp949 인코딩이 아니라 UTF-8입니다; --encoding 옵션을 빼세요"
      ),
      (
        .unknownEncoding(.gb18030),
        "this system has no converter from gb18030; save it as UTF-8",
        "이 시스템에는 gb18030 변환기가 없습니다; UTF-8로 저장하세요"
      ),
      (
        .headerTooShort(names: 1, cells: 3),
        "the header has 1 name, and every row has 3 cells; name every column, or remove the line "
          + "if it is a title",
        "헤더에는 이름이 1개인데 행마다 셀이 3개 있습니다; 모든 열에 이름을 붙이거나, 제목이면 그 줄을 지우세요"
      ),
      (
        .cellTooLong(limit: 1 << 20),
        "this cell is longer than 1 MiB; check the delimiter and the line ends",
        "이 셀은 1 MiB보다 깁니다; 구분자와 줄 끝을 확인하세요"
      ),
      (
        .quoteNotClosed(limit: nil), "the quote that opens here is not closed; close it",
        "여기서 연 따옴표가 닫히지 않습니다; 따옴표를 닫으세요"
      ),
      (
        .quoteNotClosed(limit: 1 << 20),
        "the quote that opens here is not closed within 1 MiB; close it",
        "여기서 연 따옴표가 1 MiB 안에서 닫히지 않습니다; 따옴표를 닫으세요"
      ),
      (
        .textAfterQuote([0x78]),
        "'x' follows the closing quote of this cell; double the quotes inside a cell",
        "이 셀의 닫는 따옴표 뒤에 'x'가 이어집니다; 셀 안의 따옴표는 두 번 겹쳐 쓰세요"
      ),
      (
        .tooManyColumns(limit: 100_000),
        "the header names more than 100000 columns; check the delimiter, or take fewer columns",
        "헤더에 있는 열 이름이 100000개보다 많습니다; 구분자를 확인하거나, 열을 줄이세요"
      ),
      (
        .unnamedColumn(field: 2), "field 2 of the header has no name; give the column a name",
        "헤더의 2번째 필드에 이름이 없습니다; 열에 이름을 붙이세요"
      ),
      (
        .cellUnderNoName(field: 3, cell: [0x35], line: 3),
        "field 3 of the header has no name, and line 3 holds '5' under it; give the column a name",
        "헤더의 3번째 필드에 이름이 없는데, 그 아래 3번째 줄에 '5' 값이 있습니다; 열에 이름을 붙이세요"
      ),
      (
        .duplicateName("x", firstField: 1, field: 3),
        "fields 1 and 3 of the header are both named 'x'; rename one",
        "헤더의 1번째 필드와 3번째 필드의 이름이 모두 'x'입니다; 한쪽의 이름을 바꾸세요"
      ),
      (
        .rowTooShort(expected: 3, found: 2),
        "expected 3 cells as in the header, found 2; "
          + "complete the row, or check the line ends and quotes",
        "헤더대로라면 셀이 3개여야 하는데 2개입니다; 행을 채우거나, 줄 끝과 따옴표를 확인하세요"
      ),
      (
        .rowTooLong(expected: 1, found: 2, goesOn: false, delimiter: 0x2C),
        "expected 1 cell as in the header, found 2; "
          + "put quotes around a cell that holds ',', or remove what is too much",
        "헤더대로라면 셀이 1개여야 하는데 2개입니다; "
          + "',' 문자가 든 셀을 따옴표로 감싸거나, 남는 셀을 지우세요"
      ),
      (
        .rowTooLong(expected: 2, found: 1002, goesOn: true, delimiter: 0x09),
        "expected 2 cells as in the header, found more than 1002; "
          + "put quotes around a cell that holds '\\t', or remove what is too much",
        "헤더대로라면 셀이 2개여야 하는데 1002개가 넘습니다; "
          + "'\\t' 문자가 든 셀을 따옴표로 감싸거나, 남는 셀을 지우세요"
      ),
      (
        .infiniteNumber(column: "b", cell: "inf"),
        "column 'b' holds 'inf', and a feature cannot be infinite; "
          + "correct the cell or leave it empty",
        "'b' 열에 'inf' 값이 있는데, 특성 값은 무한대일 수 없습니다; 셀을 고치거나 비워 두세요"
      ),
      (
        .otherDecimalMark("a.csv", column: "x", cell: "2.5", mark: .comma),
        "column 'x' has decimal commas in a.csv, and here '2.5'; write the numbers of both tables alike, "
          + "or leave columns out with --ignore",
        "'x' 열은 a.csv에서는 소수점을 쉼표로 쓰는데 여기에는 '2.5' 값이 있습니다; 두 표의 숫자를 같은 방식으로 쓰거나, "
          + "--ignore로 열을 제외하세요"
      ),
      (
        .tooManyTexts(column: "id", limit: 1000),
        "column 'id' holds more than 1000 different texts; leave columns out with --ignore",
        "'id' 열에 서로 다른 문자열이 1000개보다 많습니다; --ignore로 열을 제외하세요"
      ),
      (
        .tooLarge(bytes: 1 << 62, limit: 20, line: 4),
        "the table needs about 4 EiB of memory, and 20 bytes may be taken, which line 4 exceeds; "
          + "take fewer rows or columns, or a machine with more memory",
        "표를 담는 데 메모리가 약 4 EiB 필요하지만 쓸 수 있는 것은 20바이트이고, 4번째 줄에서 이를 넘습니다; "
          + "행이나 열을 줄이거나, 메모리가 더 큰 컴퓨터를 쓰세요"
      ),
    ] as [(TableFault, String, String)])
  func faultOfATable(_ fault: TableFault, _ inEnglish: String, _ inKorean: String) {
    check(WorkflowError(TableError(fault, at: place)), inEnglish, inKorean)
  }

  @Test(
    arguments: [
      (
        .unknownColumn(UnknownColumn(name: "spices", nearest: "species", columns: ["species"])),
        "there is no column 'spices'; did you mean 'species'?",
        "'spices' 열이 없습니다; 'species'를 찾으셨나요?"
      ),
      (
        .unknownColumn(UnknownColumn(name: "z", nearest: nil, columns: ["a", "b"])),
        "there is no column 'z'; the columns are a, b", "'z' 열이 없습니다; 표에 있는 열: a, b"
      ),
      (
        .unknownColumn(
          UnknownColumn(name: "z", nearest: nil, columns: (1...9).map { "c\($0)" })),
        "there is no column 'z'; the columns are c1, c2, c3, c4, c5, c6, c7, c8, …",
        "'z' 열이 없습니다; 표에 있는 열: c1, c2, c3, c4, c5, c6, c7, c8, …"
      ),
      (
        .notText("y"), "the column 'y' was read as numbers, not as names",
        "'y' 열을 이름이 아니라 수로 읽었습니다"
      ),
      (
        .notNumbers("y"), "the column 'y' was read as names, not as numbers",
        "'y' 열을 수가 아니라 이름으로 읽었습니다"
      ),
      (
        .noTarget, "no target is named; use --target",
        "목표 열이 지정되지 않았습니다; --target 옵션을 주세요"
      ),
      (
        .emptyTarget("y"),
        "the target 'y' is empty in every row; name another column with --target",
        "목표 열 'y'의 모든 행이 비어 있습니다; --target 옵션으로 다른 열을 지정하세요"
      ),
      (
        .oneClass(target: "y", class: "a"),
        "the target 'y' has one class only, 'a'; a classifier needs two or more",
        "목표 열 'y'에 클래스가 'a' 하나뿐입니다; 분류기에는 클래스가 둘 이상 필요합니다"
      ),
      (
        .notALabel(target: "p", values: 4, examples: ["a", "b", "c"]),
        "the target 'p' has 4 values ('a', 'b', 'c', …); several targets are labels that are each "
          + "true or not, with two values; give this one by itself",
        "목표 열 'p'에 값이 4개 있습니다('a', 'b', 'c', …). 목표 열이 여럿이면 각 열은 참 또는 거짓을 "
          + "나타내는 레이블이므로 값이 두 개여야 합니다; 이 열만 따로 지정하세요"
      ),
      (
        .quantity(target: "y", cell: "1.7", values: 3),
        "the target 'y' holds 3 different numbers like '1.7', a quantity and not classes; "
          + "this is a task for regression, or cut the column into ranges first, "
          + "or give --areClasses if they are classes",
        "목표 열 'y'에는 '1.7' 같은 서로 다른 수가 3개 있어 클래스가 아니라 수량으로 보입니다; "
          + "회귀 문제로 다루거나, 먼저 열을 구간으로 나누거나, 클래스가 맞다면 --areClasses 옵션을 주세요"
      ),
      (
        .tooManyClasses(target: "y", values: 30, rows: 31),
        "the target 'y' has 30 different values in 31 rows; "
          + "it looks like an id or a quantity, name a column of classes with --target, "
          + "or give --areClasses if they are classes",
        "목표 열 'y'에는 행 31개에 서로 다른 값이 30개 있습니다; "
          + "식별자나 수량으로 보입니다. --target 옵션으로 클래스가 든 열을 지정하거나, "
          + "클래스가 맞다면 --areClasses 옵션을 주세요"
      ),
      (
        .weightlessClass(target: "y", class: "b"),
        "every row of class 'b' of 'y' has weight 0; remove these rows, or give them a weight",
        "'y' 열의 클래스 'b'에 속한 모든 행의 가중치가 0입니다; 이 행들을 지우거나, 가중치를 주세요"
      ),
      (
        .classWithoutOtherTargets(target: "q", class: "1"),
        "every row of class '1' of 'q' has an empty cell in another target; "
          + "fill it, or leave that target out",
        "'q' 열의 클래스 '1'에 속한 행마다 다른 목표 열에 빈 셀이 있습니다; "
          + "셀을 채우거나, 그 목표 열을 빼세요"
      ),
      (
        .weightsNotNumbers(column: "w", note: .numbersAndText(line: 3, cell: "heavy")),
        "the weight column 'w' is not all numbers (read as categories: line 3 holds 'heavy' and "
          + "other lines hold numbers); weights must be numbers, 0 or more",
        "가중치 열 'w'에 수가 아닌 값이 있습니다(범주형으로 읽었습니다. 3번째 줄에는 'heavy' 값이 있고 "
          + "다른 줄에는 수가 있습니다); 가중치는 0 이상의 수여야 합니다"
      ),
      (
        .missingWeight(column: "w"),
        "the weight 'w' is missing; weights must be numbers, 0 or more",
        "'w' 열의 가중치가 결측입니다; 가중치는 0 이상의 수여야 합니다"
      ),
      (
        .negativeWeight(column: "w", -1),
        "the weight 'w' is -1.0; weights must be numbers, 0 or more",
        "'w' 열의 가중치가 -1.0입니다; 가중치는 0 이상의 수여야 합니다"
      ),
      (
        .allWeightsZero(column: "w"),
        "the weights in 'w' are all 0; give rows that count a weight above 0",
        "'w' 열의 가중치가 모두 0입니다; 반영할 행에 0보다 큰 가중치를 주세요"
      ),
      (
        .negligibleWeight(column: "w", 1e-300, greatest: 1e300),
        "the weight 'w' is 1e-300, too little to count beside 1e+300; "
          + "give it weight 0 to leave it out, or correct it",
        "'w' 열의 가중치 1e-300은 1e+300에 비해 너무 작아 반영되지 않습니다; "
          + "행을 빼려면 가중치를 0으로 하거나, 값을 바로잡으세요"
      ),
      (
        .missingGroup(column: "g"), "the group 'g' is missing; every row needs one",
        "'g' 열의 그룹이 결측입니다; 모든 행에 그룹이 있어야 합니다"
      ),
      (
        .noFeatures(
          dropped: [
            Dataset.DroppedColumn(name: "a", reason: .constant),
            Dataset.DroppedColumn(name: "b", reason: .idLikeTexts(values: 66, rows: 71)),
          ]),
        "no column is left to learn from "
          + "(a: constant, b: id-like: 66 different values in 71 rows); "
          + "name what is no id with --keep, or add a feature column",
        "학습에 쓸 열이 남지 않았습니다(a: 상수, b: 식별자로 보임: 행 71개에 서로 다른 값 66개); "
          + "식별자가 아닌 열은 --keep 옵션으로 지정하거나, 특성 열을 추가하세요"
      ),
      (
        .noFeatures(dropped: []), "no column is left to learn from; add a feature column",
        "학습에 쓸 열이 남지 않았습니다; 특성 열을 추가하세요"
      ),
      (
        .noFeatures(
          dropped: [
            Dataset.DroppedColumn(name: "a", reason: .constant),
            Dataset.DroppedColumn(name: "b", reason: .allMissing),
          ]),
        "no column is left to learn from (a: constant, b: every cell is missing); "
          + "add a feature column",
        "학습에 쓸 열이 남지 않았습니다(a: 상수, b: 모두 결측); 특성 열을 추가하세요"
      ),
    ] as [(DatasetFault, String, String)])
  func faultOfADataset(_ fault: DatasetFault, _ inEnglish: String, _ inKorean: String) {
    check(WorkflowError(DatasetError(fault, at: place)), inEnglish, inKorean)
  }

  @Test(
    arguments: [
      (
        .noNumbers, "no column holds numbers; for the entropy of a column give --column",
        "수치형 열이 없습니다; 열의 엔트로피를 구하려면 --column 옵션으로 열을 지정하세요"
      ),
      (
        .notNumbers(column: "x", note: .numbersAndText(line: 3, cell: "b")),
        "column 'x' does not hold numbers alone (read as categories: line 3 holds 'b' and other "
          + "lines hold numbers); "
          + "name the columns of probabilities with --distribution",
        "'x' 열에 수가 아닌 값이 있습니다(범주형으로 읽었습니다. 3번째 줄에는 'b' 값이 있고 다른 줄에는 "
          + "수가 있습니다); "
          + "--distribution 옵션으로 확률이 든 열을 지정하세요"
      ),
      (
        .notNumbers(column: "x", note: nil),
        "column 'x' does not hold numbers alone; "
          + "name the columns of probabilities with --distribution",
        "'x' 열에 수가 아닌 값이 있습니다; --distribution 옵션으로 확률이 든 열을 지정하세요"
      ),
      (
        .emptyColumn("x"), "column 'x' is empty in every row; name another column with --column",
        "'x' 열의 모든 행이 비어 있습니다; --column 옵션으로 다른 열을 지정하세요"
      ),
      (
        .noCommonRow(column: "x", given: "y"),
        "no row has both 'x' and 'y'; name columns that are filled in the same rows",
        "'x' 열과 'y' 열에 모두 값이 있는 행이 없습니다; 같은 행에 값이 있는 두 열을 지정하세요"
      ),
      (
        .notCategories(
          column: "x", values: 9000, given: "y", givenValues: 8000, mostPairs: 5000),
        "'x' has 9000 values and 'y' 8000: these are no categories, and their pairs are counted up "
          + "to 5000; put them into classes first",
        "'x' 열에는 값이 9000개, 'y' 열에는 8000개 있어 범주로 볼 수 없습니다. 두 값의 쌍은 5000개까지만 "
          + "셉니다; 먼저 값을 몇 개의 클래스로 묶으세요"
      ),
      (
        .unknownColumn(UnknownColumn(name: "z", nearest: nil, columns: ["a"])),
        "there is no column 'z'; the columns are a", "'z' 열이 없습니다; 표에 있는 열: a"
      ),
    ] as [(MeasureFault, String, String)])
  func faultOfAMeasure(_ fault: MeasureFault, _ inEnglish: String, _ inKorean: String) {
    check(WorkflowError(fault, at: .file(place)), inEnglish, inKorean)
  }

  @Test(
    arguments: [
      (
        .table(.byteOrderMark), "a UTF-8 byte order mark was skipped",
        "UTF-8 바이트 순서 표시(BOM)를 건너뛰었습니다"
      ),
      (
        .table(.encoding(.cp949)), "the text was read as cp949", "cp949 인코딩으로 읽었습니다"
      ),
      (
        .table(.separatorLine), "the line that names the delimiter was skipped",
        "구분자를 알리는 첫 줄을 건너뛰었습니다"
      ),
      (
        .table(.commentLines(count: 1)), "1 comment line above the header was skipped",
        "헤더 위의 주석 1줄을 건너뛰었습니다"
      ),
      (
        .table(.titleLines(count: 2, title: "Report")),
        "2 lines above the header were skipped: 'Report'", "헤더 위의 2줄을 건너뛰었습니다: 'Report'"
      ),
      (
        .table(.rowNames(name: "row names")),
        "the header has no name for the first column, as R writes it, which is called 'row names'",
        "R에서 저장한 파일처럼 헤더에 첫 열의 이름이 없어 'row names'라고 부릅니다"
      ),
      (
        .table(.validUTF8(readAs: .cp949)),
        "the file is valid UTF-8 and was read as cp949 all the same; leave --encoding out if "
          + "letters look wrong",
        "올바른 UTF-8 파일이지만 지정한 대로 cp949 인코딩으로 읽었습니다. 글자가 깨져 보이면 --encoding 옵션을 빼세요"
      ),
      (
        .table(.markOverrules(.cp949)),
        "the encoding cp949 was not used: the byte order mark says another",
        "바이트 순서 표시가 다른 인코딩을 가리켜 지정한 cp949 인코딩은 쓰지 않았습니다"
      ),
      (
        .appended(file: "b.csv", .table(.validUTF8(readAs: .cp949))),
        "b.csv: the file is valid UTF-8 and was read as cp949 all the same; give --testEncoding utf-8 "
          + "if letters look wrong",
        "b.csv: 올바른 UTF-8 파일이지만 지정한 대로 cp949 인코딩으로 읽었습니다. 글자가 깨져 보이면 --testEncoding utf-8 "
          + "옵션을 주세요"
      ),
      (
        .table(.repeatedHeaders(count: 1, line: 9)),
        "1 line that repeats the header was left out: line 9",
        "헤더가 되풀이된 9번째 줄을 제외했습니다"
      ),
      (
        .table(.repeatedHeaders(count: 3, line: 9)),
        "3 lines that repeat the header were left out, the first is line 9",
        "9번째 줄을 비롯해 헤더가 되풀이된 3줄을 제외했습니다"
      ),
      (
        .table(.totalsLeftOut(line: 9)), "the last row, line 9, holds totals and was left out",
        "마지막 행(9번째 줄)은 합계이므로 제외했습니다"
      ),
      (
        .table(.totalsKept(line: 9)),
        "the last row, line 9, looks like totals but does not add up, and was kept",
        "마지막 행(9번째 줄)은 합계처럼 보이지만 합이 맞지 않아 그대로 두었습니다"
      ),
      (.table(.delimiter(0x3B)), "the cells are separated by semicolons", "셀은 세미콜론으로 구분되어 있습니다"),
      (.table(.delimiter(0x09)), "the cells are separated by tabs", "셀은 탭으로 구분되어 있습니다"),
      (.table(.delimiter(0x7C)), "the cells are separated by '|'", "셀은 '|' 문자로 구분되어 있습니다"),
      (
        .table(.decimalComma(columns: [])), "numbers are read with a decimal comma",
        "쉼표를 소수점으로 읽었습니다"
      ),
      (
        .table(.decimalComma(columns: ["a", "b"])),
        "numbers are read with a decimal comma in a, b", "다음 열에서는 쉼표를 소수점으로 읽었습니다: a, b"
      ),
      (
        .table(
          .missingMarks([MissingMark(text: "NA", cells: 12), MissingMark(text: ".", cells: 1)])),
        "these texts stand for missing cells: 'NA' (12), '.' (1)",
        "다음 문자열은 결측을 나타냅니다: 'NA'(12개), '.'(1개)"
      ),
      (.table(.blankLines(count: 1)), "1 blank line was skipped", "빈 줄 1개를 건너뛰었습니다"),
      (.table(.blankLines(count: 4)), "4 blank lines were skipped", "빈 줄 4개를 건너뛰었습니다"),
      (
        .table(.trimmedNames), "spaces around the names in the header were removed",
        "헤더에 있는 이름의 앞뒤 공백을 지웠습니다"
      ),
      (
        .table(.namedFirstColumn(name: "column 1")),
        "the first column has no name in the header and is called 'column 1'",
        "헤더에 첫 열의 이름이 없어 'column 1'이라고 부릅니다"
      ),
      (
        .table(.emptyColumns(count: 1)),
        "1 empty column without a name at the end of the rows was left out",
        "행 끝에 있는 이름 없는 빈 열 1개를 제외했습니다"
      ),
      (
        .table(.emptyColumns(count: 2)),
        "2 empty columns without a name at the end of the rows were left out",
        "행 끝에 있는 이름 없는 빈 열 2개를 제외했습니다"
      ),
      (
        .zeroWeightRows(count: 2), "rows of weight 0, which say nothing, were left out: 2",
        "가중치가 0이어서 아무것도 알려 주지 않는 행 2개를 제외했습니다"
      ),
      (
        .equalNumbers(column: "t", texts: [["0", "0.0"], ["1", "1.0"]], sets: 3),
        "t: the same number is one value (0 = 0.0, 1 = 1.0, …)",
        "t: 같은 수는 한 값으로 보았습니다(0 = 0.0, 1 = 1.0, …)"
      ),
      (
        .missingCells(column: "t", tokens: ["NA", "NaN"], cells: 1),
        "t: 'NA' and 'NaN' are missing, 1 cell",
        "t: 'NA', 'NaN' 값을 결측으로 읽었습니다(셀 1개)"
      ),
      (
        .tokenIsClass(target: "t", class: "NaN", rows: 7),
        "t: class 'NaN', 7 rows; give --targetMissing NaN if it is missing",
        "t: 클래스 'NaN'(행 7개)가 결측을 뜻한다면 --targetMissing NaN 옵션을 주세요"
      ),
      (
        .unmetTokens(["x", "y"], areOfTarget: false),
        "no cell is 'x' or 'y', which --missing names",
        "--missing 옵션에 지정한 'x', 'y' 값을 가진 셀이 없습니다"
      ),
      (
        .unmetTokens(["x"], areOfTarget: true), "no label is 'x', which --targetMissing names",
        "--targetMissing 옵션에 지정한 'x' 값을 가진 레이블이 없습니다"
      ),
      (
        .nothingMerged(below: 5), "--mergeRare 5 merged no class",
        "--mergeRare 5 옵션으로 합칠 클래스가 없습니다"
      ),
      (
        .readAnyway(column: "a", as: .feature),
        "a does not look like an id and is used without --keep, too",
        "a: 식별자로 보이지 않아 --keep 옵션이 없어도 쓰입니다"
      ),
      (
        .readAnyway(column: "a", as: .numbers), "a is read as numbers without --numeric, too",
        "a: --numeric 옵션이 없어도 수치형으로 읽습니다"
      ),
      (
        .readAnyway(column: "a", as: .categories),
        "a is read as categories without --categorical, too",
        "a: --categorical 옵션이 없어도 범주형으로 읽습니다"
      ),
      (
        .prose(column: "a"), "a holds sentences: --text a learns from their words",
        "a: 문장으로 보입니다. --text a 옵션을 주면 단어에서 배웁니다"
      ),
      (
        .mergedClasses(
          target: "t",
          classes: [
            DatasetNote.ClassRows(name: "a", rows: 1), DatasetNote.ClassRows(name: "b", rows: 3),
          ], into: "other"),
        "t: 2 rare classes became 'other': a (1), b (3)",
        "t: 드문 클래스 2개를 'other'로 합쳤습니다: a (1), b (3)"
      ),
      (
        .idLike(column: "x", values: 500, cells: 500),
        "x has 500 values in 500 cells, like an id: what it tells is told by chance",
        "x 열은 셀 500개에 값이 500개 있어 식별자처럼 보입니다. 이 열이 알려 주는 것은 우연입니다"
      ),
      (
        .yesOrNo(column: "p"), "p: one probability per row, read as that of yes against no",
        "p: 행마다 확률이 하나이므로 예/아니요의 확률로 읽었습니다"
      ),
      (
        .appended(file: "b.csv", .column("a", .newLevels(["x", "y"], count: 3, cells: 5))),
        "b.csv: a: 5 cells hold what no row to train on has, and tell the model nothing: 'x', 'y', …",
        "b.csv: a: 학습할 행에 없는 값이 셀 5개에 있어 예측에 쓰이지 않습니다: 'x', 'y', …"
      ),
      (
        .appended(file: "b.csv", .sharedGroups(count: 1, of: 3)),
        "b.csv: 1 of 3 groups was also trained on, so the scores are not those of new groups",
        "b.csv: 그룹 3개 가운데 1개는 학습에도 쓰이므로, 점수가 새로운 그룹에 대한 것이 아닙니다"
      ),
      (
        .appended(file: "b.csv", .table(.columnsBeside(["c"]))),
        "b.csv: 1 column that the table lacks was left out: c",
        "b.csv: 표에 없는 열 1개를 제외했습니다: c"
      ),
      (.column("a", .allMissing), "a: every cell is missing", "a: 모든 셀이 결측입니다"),
      (
        .table(.format(.libsvm)),
        "the file was taken for a libsvm file; --inputFormat csv reads it as cells",
        "libsvm 파일로 읽었습니다. 셀로 된 표라면 --inputFormat csv 옵션을 쓰세요"
      ),
      (
        .table(.sampled(rows: 1200, of: 3400)),
        "memory does not hold the table: what is said here, lines included, is of 1200 rows drawn from all 3400; "
          + "the network will learn from all of them, from disk",
        "표가 메모리에 다 들어가지 않습니다. 여기 나오는 내용은 줄 번호까지 전체 3400행에서 뽑은 1200행에 대한 것이고, 신경망은 디스크에 둔 모든 행으로 "
          + "학습합니다"
      ),
      (
        .table(.toolPredictions(.liblinear)),
        "the lines were taken for the probabilities that liblinear writes", "liblinear가 쓴 확률로 읽었습니다"
      ),
      (
        .table(.arraysBeside(["z"])), "1 array with another number of rows was left out: z",
        "행 수가 다른 배열 1개를 제외했습니다: z"
      ),
      (
        .column("zip", .unreadNumber(line: 2, cell: "1234", form: .quoted)),
        "zip: read as categories: line 2 holds '1234', a text in quotes that looks like a number",
        "zip: 범주형으로 읽었습니다. 2번째 줄의 '1234'는 따옴표로 감싼, 수처럼 보이는 문자열입니다"
      ),
      (
        .column("id", .unreadNumber(line: 2, cell: "01234", form: .leadingZero)),
        "id: read as categories: line 2 holds '01234', which starts with 0 like an identifier",
        "id: 범주형으로 읽었습니다. 2번째 줄의 '01234'는 식별자처럼 0으로 시작합니다"
      ),
      (
        .column("x", .unreadNumber(line: 2, cell: "1,234", form: .thousands)),
        "x: read as categories: line 2 holds '1,234', a number with thousands separators",
        "x: 범주형으로 읽었습니다. 2번째 줄의 '1,234'는 천 단위 구분 기호가 있는 수입니다"
      ),
      (
        .column("x", .unreadNumber(line: 2, cell: "1,5", form: .decimalComma)),
        "x: read as categories: line 2 holds '1,5', a number with a decimal comma",
        "x: 범주형으로 읽었습니다. 2번째 줄의 '1,5'는 소수점을 쉼표로 쓴 수입니다"
      ),
      (
        .column("x", .unreadNumber(line: 2, cell: "1.5", form: .decimalPoint)),
        "x: read as categories: line 2 holds '1.5', a number with a decimal point among decimal "
          + "commas",
        "x: 범주형으로 읽었습니다. 2번째 줄의 '1.5'는 소수점을 쉼표로 쓰는 파일에서 마침표로 쓴 수입니다"
      ),
      (
        .column("x", .oddCells(line: 9, cell: "없음", count: 1)),
        "x: 1 cell that is not a number was taken as missing, '없음' in line 9",
        "x: 수가 아닌 셀 1개를 결측으로 처리했습니다(9번째 줄의 '없음')"
      ),
      (
        .column("x", .oddCells(line: 9, cell: "12..5", count: 3)),
        "x: 3 cells that are not numbers were taken as missing, the first '12..5' in line 9",
        "x: 수가 아닌 셀 3개를 결측으로 처리했습니다(예: 9번째 줄의 '12..5')"
      ),
      (
        .column("x", .oddDates(line: 9, cell: "soon", count: 1)),
        "x: 1 cell that is not a date was taken as missing, 'soon' in line 9",
        "x: 날짜가 아닌 셀 1개를 결측으로 처리했습니다(9번째 줄의 'soon')"
      ),
      (
        .column("x", .oddDates(line: 9, cell: "soon", count: 3)),
        "x: 3 cells that are not dates were taken as missing, the first 'soon' in line 9",
        "x: 날짜가 아닌 셀 3개를 결측으로 처리했습니다(예: 9번째 줄의 'soon')"
      ),
      (
        .column("x", .notation(cell: "39,270", value: 39270, other: nil)), "x: '39,270' is 39270",
        "x: '39,270'을 39270으로 읽었습니다"
      ),
      (
        .column("x", .notation(cell: "\u{2212}1.50", value: -1.5, other: nil)),
        "x: '\u{2212}1.50' has a minus sign in place of the hyphen, and is -1.5",
        "x: 하이픈이 아닌 빼기 기호로 쓴 '\u{2212}1.50'을 -1.5로 읽었습니다"
      ),
      (
        .column("x", .notation(cell: "\u{2212}$1,000", value: -1000, other: nil)),
        "x: '\u{2212}$1,000' is -1000", "x: '\u{2212}$1,000'를 -1000으로 읽었습니다"
      ),
      (
        .column("x", .notation(cell: "1.234", value: 1234, other: .point)),
        "x: '1.234' is 1234; if not, say --decimal point",
        "x: '1.234'를 1234로 읽었습니다. 아니라면 --decimal point 옵션을 주세요"
      ),
      (
        .column(
          "x",
          .mixedUnits([
            ColumnNote.CellValue(cell: "12%", value: 12),
            ColumnNote.CellValue(cell: ".12", value: 0.12),
          ])),
        "x: its cells have different units, or none, and are read on one scale: '12%' is 12 and '.12' is "
          + "0.12; write them alike if that is wrong",
        "x: 단위가 있는 셀과 없는 셀, 또는 단위가 다른 셀을 한 척도로 읽었습니다('12%' → 12, '.12' → 0.12). 척도가 "
          + "다르다면 표기를 통일하세요"
      ),
      (
        .column("x", .dates(cell: "2024-05-06", days: 19849, order: .yearFirst, isSure: true)),
        "x: dates as days since 1970-01-01, '2024-05-06' is 19849",
        "x: 날짜를 1970-01-01부터의 일수로 읽었습니다. '2024-05-06'은 19849입니다"
      ),
      (
        .column("x", .dates(cell: "06/05/2024", days: 19849, order: .dayFirst, isSure: false)),
        "x: dates as days since 1970-01-01, '06/05/2024' is 19849; the day comes first, which the "
          + "cells do not settle",
        "x: 날짜를 1970-01-01부터의 일수로 읽었습니다. '06/05/2024'는 19849입니다. 셀만으로는 순서를 알 수 "
          + "없어 일이 먼저 오는 것으로 보았습니다"
      ),
      (
        .column(
          "x",
          .dates(cell: "03/01/2024 08:00", days: 19725 + 1.0 / 3, order: .dayFirst, isSure: true)),
        "x: dates as days since 1970-01-01, '03/01/2024 08:00' is 19725.3333",
        "x: 날짜를 1970-01-01부터의 일수로 읽었습니다. '03/01/2024 08:00'은 19725.3333입니다"
      ),
      (
        .column("x", .notation(cell: "20,0 %", value: 20, other: nil)), "x: '20,0 %' is 20",
        "x: '20,0 %'를 20으로 읽었습니다"
      ),
      (
        .column("x", .offset(1.7e18)), "x: read as differences from 1700000000000000000",
        "x: 1700000000000000000을 뺀 값으로 읽었습니다"
      ),
      (
        .column("x", .numbersAndText(line: 3, cell: "true")),
        "x: read as categories: line 3 holds 'true' and other lines hold numbers",
        "x: 범주형으로 읽었습니다. 3번째 줄에는 'true' 값이 있고 다른 줄에는 수가 있습니다"
      ),
    ] as [(DatasetNote, String, String)])
  func note(_ note: DatasetNote, _ inEnglish: String, _ inKorean: String) {
    #expect(english.sentence(note) == inEnglish)
    #expect(korean.sentence(note) == inKorean)
  }

  @Test(
    arguments: [
      (.allMissing, "every cell is missing", "모두 결측"), (.constant, "constant", "상수"),
      (.noWords, "no row has a word", "어느 행에도 단어가 없음"),
      (
        .idLikeNumbers(first: 1, last: 30), "id-like: counts 1 to 30", "식별자로 보임: 1부터 30까지의 번호"
      ),
      (
        .idLikeTexts(values: 29, rows: 30), "id-like: 29 different values in 30 rows",
        "식별자로 보임: 행 30개에 서로 다른 값 29개"
      ),
      (
        .counter(first: 9, last: -2), "id-like: falls with every row, 9 to -2",
        "식별자로 보임: 행마다 작아지는 번호, 9부터 -2까지"
      ),
    ] as [(DropReason, String, String)])
  func dropReasonsInWords(_ reason: DropReason, _ inEnglish: String, _ inKorean: String) {
    #expect(english.reason(reason) == inEnglish)
    #expect(korean.reason(reason) == inKorean)
  }

  @Test("A dropped id has a way back, by its name where it is the only one")
  func wayBack() {
    #expect(english.wayBack(to: "sales") == "--keep sales uses it")
    #expect(english.wayBack(to: nil) == "--keep COL uses one all the same")
    #expect(korean.wayBack(to: "sales") == "이 열을 쓰려면 --keep sales")
    #expect(korean.wayBack(to: nil) == "그래도 쓸 열은 --keep 옵션으로 지정")
  }

  @Test("What became of the data is said before how the file is written")
  func dataFirst() {
    let notes: [DatasetNote] = [
      .table(.encoding(.cp949)), .table(.totalsLeftOut(line: 9)), .table(.blankLines(count: 1)),
      .appended(file: "b.csv", .table(.delimiter(0x3B))),
      .column("x", .oddCells(line: 9, cell: "?", count: 1)), .zeroWeightRows(count: 2),
    ]
    #expect(notes.dataFirst == [1, 4, 5, 0, 2, 3].map { notes[$0] })
  }

  @Test func anErrorIsOneLine() {
    let place = FilePlace(file: "a\nb.csv", line: 3, column: 7)
    #expect(
      ErrorText(WorkflowError(TableError(.quoteNotClosed(limit: nil), at: place)), english).line
        == "a\\nb.csv:3:7: the quote that opens here is not closed; close it")
    let long = String(repeating: "very long\n", count: 1000)
    let error = DatasetError(.emptyTarget(long), at: FilePlace(file: "t.csv", line: 1))
    let line = ErrorText(WorkflowError(error), korean).line
    #expect(line.hasPrefix("t.csv:1: 목표 열 'very long\\nvery long\\n"))
    #expect(line.count < 150 && !line.contains("\n"))
  }
}
