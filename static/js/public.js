import { start } from "./shared.js";

start();
