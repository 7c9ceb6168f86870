import Testing

@testable import Runtime

@Suite("The processor's name")
struct ProcessorModelTests {
  @Test(
    "It is that of the first processor; ARM's are told apart by numbers",
    arguments: [
      (
        "processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD  EPYC: 9R14 \n\nprocessor\t: 1\nmodel name\t: Other\n",
        "AMD EPYC: 9R14"
      ),
      (
        """
        processor\t: 0
        CPU implementer\t: 0x41
        CPU part\t: 0xd05

        processor\t: 1
        CPU implementer\t: 0x41
        CPU part\t: 0xd0a
        """, "0x41 0xd05 0xd0a"
      ),
      ("", "unknown"), ("model name\n:\n", "unknown"),
    ])
  func name(text: String, name: String) { #expect(ProcessorModel.name(in: text) == name) }

  @Test("It stands in one line, and is the same each time")
  func here() {
    #expect(!ProcessorModel.name.isEmpty && !ProcessorModel.name.contains("\n"))
    #expect(ProcessorModel.name == ProcessorModel.name)
  }
}
