// The log-in form: the session has ended, so this device has no word for anybody any more.
import { remember } from "./storage.js";

remember("who", null).catch(() => {}); // it keeps nothing
