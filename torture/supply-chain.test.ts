import { testSlice } from './slice.ts';
import { supplyChain } from './supply-chain.ts';

testSlice(supplyChain);
