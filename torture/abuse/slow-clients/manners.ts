/** How somebody holds a connection. */
export interface Manner {
  name: string;
  /** Sent at once; `path` is a file that is long to send. */
  begins(path: string): string;
  /** Sent again and again. */
  dribbles?: string;
  /** Leaves unread what the server sends. */
  isDeaf?: boolean;
}

const json = 'Host: x\r\nContent-Type: application/json\r\n';
const form = 'Host: x\r\nContent-Type: multipart/form-data; boundary=b\r\n';
const promised = 'Content-Length: 1000000\r\n\r\n';

/** None of them ends a connection by itself, whatever the server says. */
export const manners: readonly Manner[] = [
  { name: 'says nothing', begins: () => '' },
  { name: 'slow headers', begins: () => 'POST /api/auth/register HTTP/1.1\r\n', dribbles: 'X-A: b\r\n' },
  { name: 'a header of one byte at a time', begins: () => 'GET /captcha HTTP/1.1\r\nX-A: ', dribbles: 'a' },
  { name: 'no HTTP', begins: () => '\u0001\r\n\r\n', dribbles: 'x' },
  { name: 'CONNECT', begins: () => 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', dribbles: 'x' },
  { name: 'a slow body', begins: () => `POST /api/auth/register HTTP/1.1\r\n${json}${promised}{`, dribbles: ' ' },
  {
    name: 'slow chunks',
    begins: () => `POST /login HTTP/1.1\r\n${json}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`,
    dribbles: '1\r\n \r\n',
  },
  {
    name: 'a slow form',
    begins: () =>
      `PUT /signUp HTTP/1.1\r\n${form}${promised}--b\r\nContent-Disposition: form-data; name="name"\r\n\r\n`,
    dribbles: 'a',
  },
  {
    name: 'a slow picture',
    begins: () =>
      `PUT /signUp HTTP/1.1\r\n${form}${promised}--b\r\nContent-Disposition: form-data; name="avatar"; filename="a.png"\r\n\r\n`,
    dribbles: 'a',
  },
  {
    name: 'a large body that stalls',
    begins: () => `POST /blogapi/reg HTTP/1.1\r\n${json}${promised}{"account":"${'x'.repeat(200_000)}`,
  },
  {
    name: 'a slow body that nobody reads',
    begins: () => `GET /nothing HTTP/1.1\r\n${json}${promised}{`,
    dribbles: ' ',
  },
  { name: 'kept alive, and nothing more', begins: () => 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n' },
  { name: 'reads nothing of a long file', begins: (path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`, isDeaf: true },
  {
    name: 'reads nothing, and asks for more',
    begins: (path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(20),
    isDeaf: true,
  },
];
