import GRDB
import SystemPackage
