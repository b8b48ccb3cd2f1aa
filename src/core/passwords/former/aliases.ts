/** Products whose tables are known by name, as format strings. `key` is what the product's configuration calls its key. */
export const aliases: Readonly<Record<string, string>> = {
  plain: 'password',
  vbulletin: 'md5(md5(password)+salt)',
  discuz: 'md5(md5(password)+salt)',
  ecshop: 'md5(md5(password)+salt)',
  thinkphp: 'md5(md5(password)+salt)',
  fastadmin: 'md5(md5(password)+salt)',
  onethink: 'md5(sha1(password)+key)',
  thinkcmf: "'###'+md5(md5(key+password))",
  vbulletin5: 'bcrypt(md5(password))',
  joomla15: 'md5(password+salt)',
  oscommerce: 'md5(salt+password)',
  mysql: "'*'+upper(sha1(raw(sha1(password))))",
};
