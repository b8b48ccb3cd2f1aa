/**
 * What goes with every answer that says nothing else: it is data and no page, of the type that it says, kept by nobody. Opened by itself
 * in a browser, it runs nothing, is framed by nobody, and leads nowhere with its address.
 */
export const dataHeaders = {
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
} as const;

/** The same, one by one. */
export const dataHeaderList = Object.entries(dataHeaders);

/** What goes with every page of ours: scripts of this server alone, framed by nobody, nothing told to other sites. */
export const pageHeaders = {
  // `unsafe-inline` for styles alone: antd and Swagger UI write their own into the document. `blob:` shows a picture before its upload.
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; " +
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;
