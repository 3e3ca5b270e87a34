@echo off
rem build.cmd [Maven's arguments]: compiles, checks the style and runs every test; given a goal, it runs that instead of verify.
setlocal
cd /d "%~dp0"
call tools\find-tools.cmd || exit /b 2
where mvn > nul 2>&1 || (
  echo mem-agent is built by Maven 3.8 or newer and found no mvn on the PATH: install Maven. 1>&2
  exit /b 2
)
"%JAVA_HOME%\bin\java" -Dfile.encoding=UTF-8 tools\FetchParts.java || exit /b 1
set "MAVEN_OPTS=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx1g -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED %MAVEN_OPTS%"
if exist app\target\mem.aot del app\target\mem.aot
call mvn -ntp %*
exit /b %ERRORLEVEL%
