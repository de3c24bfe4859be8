/** What can be wrong with a source file, or between it and its mapping. docs/importing.md shows the same table. */
export const sourceFaultCodes = {
  no_file: 'A file that the mapping names and that is not there.',
  unknown_format: 'A file whose name and mapping do not say whether it is CSV, NDJSON or JSON.',
  empty_file: 'A CSV file without a header, or an NDJSON file without a first line where that holds the definition.',
  broken_file: 'A file that is cut off or breaks the rules of its format; nothing after that place was read.',
  wrong_encoding: 'Bytes that are no text in the encoding the file is said to have.',
  record_too_large: 'A row, line or plan of more than 1,048,576 bytes, as a quote that is never closed makes.',
  unpacks_too_large: 'A gzip file that unpacks to over 16 MB and over 250 times its size.',
  wrong_delimiter: 'A CSV header that is one column, with another delimiter inside.',
  duplicate_column: 'A CSV header that names a column twice.',
  unknown_column: 'A column that the mapping names and the file does not have.',
  wrong_cell_count: 'A row with more or fewer cells than the header.',
  not_understood: 'A cell that its rule in the mapping cannot read.',
  missing_value: 'A row without a plan id, a name, or an answer of a lookup.',
  unjoined_row: 'A row to which a joined file has no row.',
  duplicate_row: 'A key that a joined file has twice.',
  different_repeat: 'A row that repeats a plan with other values.',
} as const;

export type SourceFaultCode = keyof typeof sourceFaultCodes;
