import { testSlice } from '../slice.ts';
import { slowClients } from './slow-clients.ts';

testSlice(slowClients);
