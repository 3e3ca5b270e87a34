@echo off
rem mem.cmd [arguments]: runs mem-agent; `mem help` lists its commands. Builds it on first use; after a change of the sources run build.cmd.
setlocal
call :prepare || exit /b 2
for /f "usebackq delims=" %%L in ("%~dp0app\target\mem.classpath") do set "CLASSPATH=%~dp0app\target\mem-agent.jar;%%L"
"%JAVA_HOME%\bin\java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dfile.encoding=UTF-8 -Dslf4j.internal.verbosity=ERROR -Dstdin.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 "-Dmemagent.home=%~dp0." memagent.app.Main %*
exit /b %ERRORLEVEL%

:prepare
pushd "%~dp0"
call tools\find-tools.cmd || exit /b 2
if not exist app\target\mem.classpath (
  echo mem-agent is being built, once; that takes about a minute. 1>&2
  call build.cmd -q -Dmaven.test.skip=true -pl app -am package || exit /b 2
)
popd
exit /b 0
