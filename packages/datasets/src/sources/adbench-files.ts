import { officialFile } from './official-file'
import type { SourceFile } from './source-file'

const FOLDER = 'https://raw.githubusercontent.com/Minqi824/ADBench/main/adbench/datasets/Classical/'

/** Name of a set of the "Classical" part of ADBench. */
export type AdbenchName =
  | 'ALOI'
  | 'annthyroid'
  | 'backdoor'
  | 'breastw'
  | 'campaign'
  | 'cardio'
  | 'Cardiotocography'
  | 'celeba'
  | 'census'
  | 'cover'
  | 'donors'
  | 'fault'
  | 'fraud'
  | 'glass'
  | 'Hepatitis'
  | 'http'
  | 'InternetAds'
  | 'Ionosphere'
  | 'landsat'
  | 'letter'
  | 'Lymphography'
  | 'magic.gamma'
  | 'mammography'
  | 'mnist'
  | 'musk'
  | 'optdigits'
  | 'PageBlocks'
  | 'pendigits'
  | 'Pima'
  | 'satellite'
  | 'satimage-2'
  | 'shuttle'
  | 'skin'
  | 'smtp'
  | 'SpamBase'
  | 'speech'
  | 'Stamps'
  | 'thyroid'
  | 'vertebral'
  | 'vowels'
  | 'Waveform'
  | 'WBC'
  | 'WDBC'
  | 'Wilt'
  | 'wine'
  | 'WPBC'
  | 'yeast'

/** Name, number, and, where it was checked, length and SHA-256 of each file. */
const SETS: readonly (readonly [name: AdbenchName, number: number, bytes?: number, sha256?: string])[] = [
  ['ALOI', 1],
  ['annthyroid', 2, 66_547, 'e738f7c58a8740d2c4aac4c71ff49ce5e1d1aa16f44178135fc9c09df05fad1b'],
  ['backdoor', 3],
  ['breastw', 4, 3_023, '4f37ce07dbc25ddad8178fdc6d664ab46d2d0000ee28c2787c3c7ff3c03ef9f6'],
  ['campaign', 5],
  ['cardio', 6, 68_471, 'bc5009bde6930b4d298b594f31b34485a9a17210cff0e8fb00a8c3068b885a2d'],
  ['Cardiotocography', 7, 37_911, '5ae84910430f05923e11b6f537243263977c9136949dabd891e3570aeec51e29'],
  ['celeba', 8],
  ['census', 9],
  ['cover', 10, 2_537_258, '945a097c3542ae81a551bf1c06dcad78a755d94f84fcaf1d60687e42d1a656df'],
  ['donors', 11],
  ['fault', 12, 192_040, 'ec27301f9a4cf7c5d8b22c360cf37ddb043b7fb062465723dfd8b34e2771e5dd'],
  ['fraud', 13],
  ['glass', 14, 10_755, 'aa7a8db1d475ba01a10488af454bc15220a3d5951b010b03b7020567d8152cdc'],
  ['Hepatitis', 15, 1_644, '4a87a2f7d8013e5bfde63294fae61ec7a612322de72f338a7f9491749025ad98'],
  ['http', 16, 2_179_269, '9d98710091551587f4740cfc851a6b064fff6319a337c2dc77ee6da4bcc2e02c'],
  ['InternetAds', 17, 78_157, 'bdd8ad5cf5bf2cb96cba53dde30d522d0f6a279083a8e2bc7efbac5981b04385'],
  ['Ionosphere', 18],
  ['landsat', 19, 223_827, 'ba17e2158c07469597b89db49d3982c874c6b713ff6670721ddc88969da77987'],
  ['letter', 20, 23_946, 'f986d3da80cf1fa2aea83a5ebe73b7d4800e0d4c01fdd1ae074b58d20f10d039'],
  ['Lymphography', 21, 1_895, 'dad977b04f4ea65b78ccd0e9f76b45175bad605165b37e63f3cc177845e67037'],
  ['magic.gamma', 22],
  ['mammography', 23],
  ['mnist', 24, 455_359, 'be7706272325fdd3592c1be555ae1a82f916a2f8545f4f8cbaa548ab102cc44c'],
  ['musk', 25, 736_255, '2ed3f4392197b76a1e59116ff880c7720a4b026cf4842073a53b56fdea265017'],
  ['optdigits', 26],
  ['PageBlocks', 27, 102_998, '10a9b4d5bb5d3b9083caab4c4062f665610eada703c3d927bf7c34b1f2d0d223'],
  ['pendigits', 28, 653_509, 'c4936b89dcdad59d303020e492f763a0f54170080d787c77497609acbb9c2d79'],
  ['Pima', 29, 11_023, '215454bb263a2f040945c9ea7bd7f06f1e89a61a3143bdb6f196e3887e801a7d'],
  ['satellite', 30, 129_874, '1f048f5686f1b8c16a227fdfa3c81a62cd9a92715714a6b24c69b1c5ad96b46e'],
  ['satimage-2', 31, 181_405, '1b056e357f801b8b20c3f380a30224a3c4088d7ed764ec5a24828dc9b1918d6f'],
  ['shuttle', 32, 332_929, '26900b0f6be45d9ddb7a402c9b2f956ceda42d23a8ca4cf4406b8bc1352823d1'],
  ['skin', 33, 618_680, 'd02aa01ffc1b6bf2b8b1ac250c90e8a8eacd0cefc962940ed5cc4bf5deac9c95'],
  ['smtp', 34, 496_392, 'd2569fc9bc12115419e3f5b37d19921e10e6c26e5ad1e61064cfb0fbc402dfdd'],
  ['SpamBase', 35, 152_038, 'd0c46c7928e43f6496bcd06e09de0b70f6bc8143792dfa0a43f450263d254e9b'],
  ['speech', 36],
  ['Stamps', 37],
  ['thyroid', 38, 39_882, '8de161b3f235b7647bb0b39a836d983ff61d67bf234edac461da2d71e889cb87'],
  ['vertebral', 39, 4_868, '0816286f92b96fe6867664a41a031ac7228dcfbf1a5feefe50ca3883b2e9073d'],
  ['vowels', 40],
  ['Waveform', 41, 145_028, '6c9d867337ad1a2f8372c1d27f4c032f0401237e2041b7c45f00de8d319ff30f'],
  ['WBC', 42, 1_444, '650f9dcb129248f67a291be0974f533ef259fcbde50fce5c8ad2a1cb2652d03b'],
  ['WDBC', 43, 46_770, '78d4606a1ab516f5b60b00c196497f3bbd6bd5e4548fd04cf5f2475209b34b85'],
  ['Wilt', 44, 134_531, 'c70b72aa611ec87b20efb400943ef3ce4f8bf7aa58fcef825fbd28cc5cee3cc9'],
  ['wine', 45, 4_072, 'd5ad8965d92cc57122fe1e6572bb301adbaf795b3e166d187ae00a704d8f6e20'],
  ['WPBC', 46, 44_367, '68a6d67242643855713bcdad07d89ecc472bd00000dccc17ba87916eb2693d19'],
  ['yeast', 47, 14_707, 'bbb15c873d78a4f6a589f46d0f75814595e2282d2ae7ce7779c750f276c3770d'],
]

/** Names of the 47 sets. */
export const ADBENCH_NAMES: readonly AdbenchName[] = SETS.map(([name]) => name)

/** The files of the sets, in the order of their names. */
export const ADBENCH_FILES: readonly SourceFile[] = SETS.map(([name, number, bytes, sha256]) => {
  const file = `${number}_${name}.npz`
  const known = bytes === undefined || sha256 === undefined ? {} : { bytes, sha256 }
  return officialFile(file, { urls: [FOLDER + file], ...known })
})
