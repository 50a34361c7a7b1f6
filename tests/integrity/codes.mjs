// How a code of each declared code system must look, check digits included. Whether a code exists is the reference
// tables' business.

/** The modulus 10 check of Luhn over a text of digits that ends in its check digit. */
export function luhnHolds(digits) {
  let sum = 0;
  [...digits].reverse().forEach((digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  });
  return sum % 10 === 0;
}

// Verhoeff's check: the multiplication of the dihedral group D5, and the powers of a permutation of the digits.
const times = (a, b) =>
  a < 5 ? (b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5)) : b < 5 ? 5 + ((a - b + 5) % 5) : (a - b + 5) % 5;
const permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** Verhoeff's check over a text of digits that ends in its check digit. */
export function verhoeffHolds(digits) {
  let check = 0;
  [...digits].reverse().forEach((character, index) => {
    let digit = Number(character);
    for (let round = 0; round < index % 8; ++round) digit = permutation[digit];
    check = times(check, digit);
  });
  return check === 0;
}

const words =
  (...list) =>
  (code) =>
    list.includes(code);
const matches = (pattern) => (code) => pattern.test(code);

/** By declared code system: whether a code can be one. */
export const codeRules = {
  LOINC: (code) => /^\d{3,7}-\d$/.test(code) && luhnHolds(code.replace('-', '')),
  // 6 to 18 digits: a concept of the international edition ends in 00 and a check digit, one of an extension in 10.
  'SNOMED CT': (code) => /^[1-9]\d{2,14}[01]0\d$/.test(code) && verhoeffHolds(code),
  NPI: (code) => /^[12]\d{9}$/.test(code) && luhnHolds(`80840${code}`),
  'ICD-10-CM': matches(/^[A-Z]\d[0-9AB](\.[0-9A-Z]{1,4})?$/),
  CVX: matches(/^\d{2,3}$/),
  MVX: matches(/^[A-Z]{2,4}$/),
  RxNorm: matches(/^[1-9]\d{0,7}$/),
  NDC: matches(/^\d{11}$/),
  CPT: matches(/^\d{4}[0-9AFTU]$/),
  HCPCS: matches(/^[A-V]\d{4}$/),
  UCUM: matches(/^[!-~]+$/),
  'BCP-47': matches(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/),
  'NUCC taxonomy': matches(/^[0-9]{3}[0-9A-Z]{6}X$/),
  'HL7 v3 ActCode': words('AMB', 'EMER', 'IMP', 'OBSENC', 'VR', 'HH'),
  'HL7 v3 ObservationInterpretation': words('L', 'N', 'H', 'A'),
  'NUBC discharge status': matches(/^\d{2}$/),
  DICOM: matches(/^[A-Z]{2}$/),
};
