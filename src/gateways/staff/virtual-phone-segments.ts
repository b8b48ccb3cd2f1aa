/** Mobile numbers of virtual operators begin with these; the contract bars them (S3). A new segment is added here alone. */
export const virtualPhoneSegments: readonly string[] = ['162', '165', '167', '170', '171'];
