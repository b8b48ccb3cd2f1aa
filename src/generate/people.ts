import type { Phone } from '../core/accounts/identifiers.ts';
import type { SeededRandom } from './random.ts';

/** A made-up person: the name as it is written, and in plain letters, for handles and addresses. */
export interface Person {
  name: string;
  givenName: string;
  plain: [given: string, family: string];
}

const surnames =
  '王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 林lin 高gao 罗luo 郑zheng 梁liang 谢xie 宋song 唐tang 许xu 邓deng 韩han 冯feng 曹cao 彭peng 曾zeng 肖xiao 田tian 董dong 潘pan 袁yuan 蔡cai 蒋jiang 余yu 于yu 杜du 叶ye 程cheng 魏wei 苏su 吕lv 丁ding 任ren 卢lu 姚yao 沈shen 钟zhong 姜jiang 崔cui 谭tan 陆lu 范fan 汪wang 廖liao 石shi 金jin 韦wei 贾jia 夏xia 付fu 方fang 邹zou 熊xiong 白bai 孟meng 秦qin 邱qiu 侯hou 江jiang 尹yin 薛xue 欧阳ouyang 司马sima 诸葛zhuge';
const givenCharacters =
  '伟wei 芳fang 娜na 敏min 静jing 丽li 强qiang 磊lei 军jun 洋yang 勇yong 艳yan 杰jie 娟juan 涛tao 明ming 超chao 霞xia 平ping 刚gang 桂gui 英ying 华hua 文wen 斌bin 玲ling 红hong 波bo 辉hui 宁ning 鑫xin 宇yu 浩hao 凯kai 健jian 俊jun 帆fan 雪xue 琳lin 晨chen 阳yang 欣xin 悦yue 佳jia 梓zi 涵han 轩xuan 博bo 睿rui 子zi 怡yi 思si 雨yu 诗shi 嘉jia 昊hao 泽ze 婷ting 颖ying 峰feng 龙long 海hai 天tian 云yun 月yue 春chun 秋qiu 国guo 建jian 志zhi 家jia 小xiao 晓xiao 一yi';
const latinGivenNames =
  'James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah Charles Karen Daniel Lisa Matthew Nancy Anthony Betty Mark Sandra Emily Olivia Noah Liam Emma Lukas Anna Jonas Sofia Hugo Chloé Léa Mateo Lucía José María Yuki Haruto Sakura Minjun Ivan Olga Ahmed Fatima Omar Aisha Priya Arjun';
const latinFamilyNames =
  "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Wilson Anderson Taylor Moore Jackson Martin Lee Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Nelson Baker Hall Campbell Mitchell Carter O'Brien O'Connor Müller Schmidt Schneider Fischer Weber Dubois Laurent Rossi Ferrari Tanaka Sato Suzuki Kim Park Ivanov Petrov Singh Patel Khan Ali Nguyen Tran";

/** `王wang` as its two parts. */
const spelled = (list: string): Array<[text: string, plain: string]> =>
  list.split(' ').map((entry) => [entry.replace(/[a-z]/g, ''), entry.replace(/[^a-z]/g, '')]);
const families = spelled(surnames);
const givens = spelled(givenCharacters);
const plainOf = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
const latinGivens = latinGivenNames.split(' ').map((name) => [name, plainOf(name)] as const);
const latinFamilies = latinFamilyNames.split(' ').map((name) => [name, plainOf(name)] as const);

/** Three of four have a Chinese name. */
export function makePerson(random: SeededRandom): Person {
  if (random.chance(75)) {
    const [family, plainFamily] = random.pick(families);
    const chosen = Array.from({ length: random.chance(80) ? 2 : 1 }, () => random.pick(givens));
    const givenName = chosen.map(([text]) => text).join('');
    return { name: family + givenName, givenName, plain: [chosen.map(([, plain]) => plain).join(''), plainFamily] };
  }
  const [given, plainGiven] = random.pick(latinGivens);
  const [family, plainFamily] = random.pick(latinFamilies);
  return { name: `${given} ${family}`, givenName: given, plain: [plainGiven, plainFamily] };
}

const separators = ['', '_', '.', '-'];

/** Names that people give themselves: two of one name differ by their digits. */
export function makeHandle({ plain: [given, family] }: Person, random: SeededRandom): string {
  const words = random.chance(50) ? [given, family] : [family, given];
  return words.join(random.pick(['', '_', '-'])).slice(0, 10) + random.digits(6);
}

// Below a top-level domain that is nobody's: no mail must ever reach a stranger.
const domains = ['qq', 'qq', '163', '163', '126', 'gmail', 'outlook', 'company'].map((name) => `${name}.example`);

/** An address as the person could have chosen it. */
export function makeEmail({ plain: [given, family] }: Person, random: SeededRandom): string {
  return `${given}${random.pick(separators)}${family}${random.digits(5)}@${random.pick(domains)}`;
}

const foreignPhones: ReadonlyArray<(random: SeededRandom) => Phone> = [
  (random) =>
    phone('1', `${random.pick(['202', '212', '310', '415', '617', '718'])}${2 + random.below(8)}${random.digits(6)}`),
  (random) => phone('44', `7${400 + random.below(100)}${random.digits(6)}`),
  (random) => phone('49', `15${random.pick(['1', '2', '7'])}${1 + random.below(9)}${random.digits(7)}`),
  (random) => phone('65', `8${1 + random.below(7)}${random.digits(6)}`),
  (random) => phone('81', `90${1 + random.below(9)}${random.digits(7)}`),
  (random) => phone('852', `6${random.below(8)}${random.digits(6)}`),
  (random) => phone('886', `9${1 + random.below(8)}${random.digits(7)}`),
];

/** Mostly of the mainland. */
export function makePhone(random: SeededRandom): Phone {
  if (random.chance(85)) return phone('86', `1${3 + random.below(7)}${random.digits(9)}`);
  return random.pick(foreignPhones)(random);
}

function phone(area: string, national: string): Phone {
  return { e164: `+${area}${national}`, area };
}
